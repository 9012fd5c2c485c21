import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestClock } from '../host/clock';
import { runCommand } from '../host/command';
import { packPackage } from '../host/pack';
import { hostSources } from '../host/paths';

/** What a command said and how it ended. */
export interface CommandAnswer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The package's command out of the tarball that users get, with nothing else installed beside it. */
export class PackedCommand {
  private constructor(
    private readonly folder: string,
    private readonly file: string,
  ) {}

  static async unpack(): Promise<PackedCommand> {
    const folder = mkdtempSync(join(tmpdir(), 'journey-command-'));
    await runCommand(['tar', '-xzf', await packPackage(), '-C', folder], { cwd: folder });
    const { bin } = (await import(join(folder, 'package', 'package.json'))) as {
      bin: Record<string, string>;
    };
    return new PackedCommand(folder, join(folder, 'package', bin['n8n-nodes-journeys'] ?? 'no such command'));
  }

  /** Runs it with these arguments, in this environment alone, on the clock of the n8n that it looks at. */
  run(args: readonly string[], env: Record<string, string>, clock: TestClock): Promise<CommandAnswer> {
    const child = spawn(process.execPath, [this.file, ...args], {
      env: {
        ...env,
        ...clock.env(),
        NODE_OPTIONS: `--require ${JSON.stringify(join(hostSources, 'clock.cjs'))}`,
      },
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let out = '';
    let err = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, err }));
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
