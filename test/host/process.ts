import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';

import type { TestClock } from './clock';
import type { HeapProbe } from './heap';
import type { HostPaths } from './install';
import { hostSources, pathWithNode } from './paths';
import { GiveUp, waitFor } from './wait';

/** What n8n can be started as. `worker` and `webhook` need queue mode. */
export type N8nRole = 'start' | 'worker' | 'webhook';

const READY: Record<N8nRole, RegExp> = {
  start: /Editor is now accessible via/,
  worker: /n8n worker is now ready/,
  webhook: /Webhook listener waiting for requests/,
};

const READY_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 45_000;
const KEPT_LOG_LINES = 2_000;

/** Below those that systems give to whoever asks for any port, so that nobody is given one before it is used. */
const PORTS = [20_000, 32_000] as const;
/** Each process keeps to so many ports of its own, and gives them in turns. */
const OWN_PORTS = 60;
let turn = 0;
/** Of what may be down for a while, and needs its port again. */
const held = new Set<number>();

/** A port on 127.0.0.1 that was free a moment ago; one that is held is given to nobody else by this process. */
export async function freePort(hold = false): Promise<number> {
  const [first, end] = PORTS;
  const own = first + (process.pid % Math.floor((end - first) / OWN_PORTS)) * OWN_PORTS;
  for (let tries = 0; tries < OWN_PORTS; tries += 1) {
    const port = own + (turn++ % OWN_PORTS);
    if (held.has(port)) continue;
    if (hold) held.add(port);
    if (await portIsFree(port)) return port;
    if (hold) held.delete(port);
  }
  throw new Error(`no port from ${own} to ${own + OWN_PORTS - 1} is free`);
}

/** From now on others may be given it. */
export function releasePort(port: number): void {
  held.delete(port);
}

/** Whether nobody listens on a port of 127.0.0.1 just now. */
export async function portIsFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).once('listening', () => resolve(true));
  });
  server.listen(port, '127.0.0.1');
  const answer = await free;
  if (answer) await once(server.close(), 'close');
  return answer;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** How to start one n8n process. */
export interface ProcessOptions {
  host: HostPaths;
  role: N8nRole;
  env: Record<string, string>;
  /** Everything n8n writes is appended here. */
  logFile: string;
  clock?: TestClock | undefined;
  heap?: HeapProbe | undefined;
}

/** One n8n process, from spawn to exit. It dies with the driver, however the driver ends. */
export class HostProcess {
  private readonly child: ChildProcess;
  private readonly lines: string[] = [];
  private readonly file: WriteStream;
  private readonly exited: Promise<void>;
  private readyAt: number | undefined;
  private partial = '';

  constructor(private readonly options: ProcessOptions) {
    mkdirSync(dirname(options.logFile), { recursive: true });
    this.file = createWriteStream(options.logFile, { flags: 'a' });
    const preloads = [
      'leash.cjs',
      ...(options.clock ? ['clock.cjs'] : []),
      ...(options.heap ? ['heap.cjs'] : []),
    ].map((name) => join(hostSources, name));
    const { host } = options;
    this.child = spawn(host.node, [host.n8n, options.role], {
      cwd: host.dir,
      env: {
        ...inheritedEnv(),
        PATH: pathWithNode(host.node),
        NODE_ENV: 'production',
        NODE_COMPILE_CACHE: host.compiled,
        NODE_OPTIONS: preloads.map((file) => `--require ${JSON.stringify(file)}`).join(' '),
        ...options.clock?.env(),
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    running.add(this.child);
    options.clock?.follow(this.child);
    options.heap?.follow(this.child);
    this.exited = new Promise((resolve) => {
      this.child.once('close', () => {
        running.delete(this.child);
        this.file.end();
        resolve();
      });
      this.child.once('error', (error) => {
        running.delete(this.child);
        this.take(`could not be started: ${error.message}\n`);
        resolve();
      });
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.take(text));
      (stream as Socket | null)?.unref();
    }
    // A test run that forgets its n8n still ends, and the leash then ends n8n.
    this.child.unref();
    this.child.channel?.unref();
  }

  /** The process id, also after the end. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Where it takes requests. */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.options.env['N8N_PORT']}`;
  }

  /** False once the process has ended, for whatever reason. */
  get alive(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The last lines it wrote, oldest first. */
  logs(count = KEPT_LOG_LINES): string[] {
    return this.lines.slice(-count);
  }

  /** The end of the log, with a heading, for error texts. */
  logTail(): string {
    return `Last lines of ${this.options.logFile}:\n${this.logs(30).join('\n')}`;
  }

  /**
   * Waits until n8n says that it takes requests.
   *
   * @throws with the last log lines if it ends or takes longer than three minutes
   */
  async ready(): Promise<void> {
    await waitFor(
      `n8n ${this.options.role} to be ready`,
      () => {
        if (!this.alive) throw new GiveUp(`n8n ended while starting.\n${this.logTail()}`);
        return this.readyAt !== undefined;
      },
      { timeoutMs: READY_TIMEOUT_MS, details: () => this.logTail() },
    );
  }

  /** Sends a signal and waits for the end. A process that does not heed SIGTERM is killed after 45 s. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.alive) this.child.kill(signal);
    const reaper = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.exited;
    clearTimeout(reaper);
  }

  private take(text: string): void {
    this.file.write(text);
    const lines = (this.partial + text).split('\n');
    this.partial = lines.pop() ?? '';
    for (const line of lines) {
      this.lines.push(line);
      if (READY[this.options.role].test(line)) this.readyAt ??= Date.now();
    }
    if (this.lines.length > KEPT_LOG_LINES) this.lines.splice(0, this.lines.length - KEPT_LOG_LINES);
  }
}

/** Settings of an n8n or a journeys store on this machine must not reach a test. */
function inheritedEnv(): NodeJS.ProcessEnv {
  const foreign = /^(N8N_|DB_|QUEUE_|EXECUTIONS_|WEBHOOK_URL$|JOURNEYS_|NODE_OPTIONS$|NODE_PATH$|npm_|JEST_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}
