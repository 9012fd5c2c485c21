import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { N8nClient } from './client';
import { ensureHost, type HostPaths } from './install';
import type { N8nOptions } from './n8n-options';
import { installPackage } from './pack';
import { freePort, HostProcess, releasePort, type N8nRole } from './process';
import { Rest } from './rest';
import { baseEnv, LEAN } from './settings';
import { copyTemplate } from './template';

export type { ExecutionItem, ExecutionSummary, ExecutionView, NodeRun } from './execution';
export type {
  DatabaseOptions,
  ManualRunOptions,
  N8nOptions,
  WorkflowJson,
  WorkflowView,
} from './n8n-options';
export { TestClock } from './clock';
export { packPackage } from './pack';
export { RestError } from './rest';

/**
 * A real n8n with a user folder and a port of its own. The process can be stopped, killed and started again; user folder
 * and ports stay the same.
 */
export class N8n extends N8nClient {
  private process: HostProcess | undefined;
  private session: Rest | undefined;
  private readonly helpers = new Set<HostProcess>();

  private constructor(
    private readonly host: HostPaths,
    readonly options: N8nOptions,
    readonly userFolder: string,
    readonly port: number,
    private readonly brokerPort: number,
  ) {
    super();
  }

  /** Prepares an instance without starting it. Installs the host on first use. */
  static async prepare(options: N8nOptions = {}): Promise<N8n> {
    const host = await ensureHost();
    const userFolder = options.userFolder ?? (await copyTemplate(host));
    mkdirSync(userFolder, { recursive: true });
    for (const tarball of options.packages ?? []) await installPackage(tarball, userFolder);
    return new N8n(host, options, userFolder, options.port ?? (await freePort(true)), await freePort(true));
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get rest(): Rest {
    if (!this.session) throw new Error('this n8n has not been started');
    return this.session;
  }

  /** The process id of the present or last process. */
  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** True from `start` until the process has ended, for whatever reason. */
  get alive(): boolean {
    return this.process?.alive ?? false;
  }

  /** Everything all processes of this instance have written. */
  get logFile(): string {
    return join(this.userFolder, 'n8n.log');
  }

  /** The last lines of the present or last process, oldest first. */
  logs(count?: number): string[] {
    return this.process?.logs(count) ?? [];
  }

  /**
   * Starts n8n and signs in; returns when it takes requests. Published workflows become active a little later: see
   * `waitUntilActive`.
   *
   * @throws with the last log lines if n8n ends or is not ready within three minutes
   */
  async start(): Promise<this> {
    if (this.alive) throw new Error(`n8n is already running as process ${this.pid}`);
    this.process = this.spawn('start', this.brokerPort, {});
    const session = new Rest(this.baseUrl);
    try {
      await this.process.ready();
      // On a busy machine n8n loses sight of its database for a moment, and says so.
      await this.wait('n8n to let its owner in', () => session.signIn().then(() => true));
    } catch (error) {
      await this.kill9();
      throw error;
    }
    this.session = session;
    return this;
  }

  /**
   * Starts a further process of this instance in queue mode, which `env` must have switched on. It ends with `dispose()`,
   * or by itself through `end()`.
   */
  async startHelper(role: 'worker' | 'webhook', env: Record<string, string> = {}): Promise<HostProcess> {
    const port = await freePort();
    const helper = this.spawn(role, await freePort(), {
      N8N_PORT: String(port),
      QUEUE_HEALTH_CHECK_PORT: String(port),
      ...env,
    });
    this.helpers.add(helper);
    await helper.ready();
    return helper;
  }

  private spawn(role: N8nRole, brokerPort: number, env: Record<string, string>): HostProcess {
    const { database = 'sqlite', clock, heap, complete = false } = this.options;
    // Where this file is left, by a crash or by another process of the instance, n8n waits ten seconds before it starts.
    // It means nothing else. Workers and webhook processors know the variable for that alone: they leave none.
    rmSync(join(this.userFolder, '.n8n', 'crash.journal'), { force: true });
    const leavesNone: Record<string, string> = role === 'start' ? {} : { N8N_DEV_RELOAD: 'true' };
    return new HostProcess({
      host: this.host,
      role,
      env: {
        ...baseEnv({ userFolder: this.userFolder, port: this.port, brokerPort, database }),
        ...(!complete && LEAN),
        ...this.options.env,
        ...leavesNone,
        ...env,
      },
      logFile: this.logFile,
      clock,
      heap: role === 'start' ? heap : undefined,
    });
  }

  /** Asks n8n to shut down and waits for its end. Running executions may delay that by 30 s. */
  async stop(): Promise<void> {
    await this.process?.end('SIGTERM');
  }

  /** Ends n8n as a power cut would, and waits for its end. */
  async kill9(): Promise<void> {
    await this.process?.end('SIGKILL');
  }

  /** Stops n8n if it is running, and starts it on the same user folder and port. */
  async restart(): Promise<this> {
    await this.stop();
    return await this.start();
  }

  /** Ends n8n at once and removes the user folder, unless the caller gave it. For `afterAll`. */
  async dispose(): Promise<void> {
    await Promise.all([this.kill9(), ...[...this.helpers].map((helper) => helper.end('SIGKILL'))]);
    for (const port of [this.port, this.brokerPort]) releasePort(port);
    if (this.options.userFolder === undefined)
      rmSync(this.userFolder, { recursive: true, force: true, maxRetries: 5 });
  }

  protected logTail(): string {
    return this.process?.logTail() ?? 'n8n was not started';
  }
}

/** Prepares and starts an n8n. End it with `dispose()`. */
export async function startN8n(options: N8nOptions = {}): Promise<N8n> {
  const n8n = await N8n.prepare(options);
  try {
    return await n8n.start();
  } catch (error) {
    await n8n.dispose();
    throw error;
  }
}
