import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../host/process';
import { waitFor } from '../host/wait';
import { query } from '../host/services';

/** A server of a test's own, which may be killed. It listens on 127.0.0.1 only and keeps its data until `remove`. */
export interface OwnServer {
  readonly url: string;
  start(): Promise<void>;
  /** Ends it by kill -9, with all its processes: no goodbye to anybody. */
  crash(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** A PostgreSQL that can also be stopped at once, which tells its clients. */
export interface OwnPostgres extends OwnServer {
  stopImmediately(): Promise<void>;
}

const running = new Set<() => void>();

/** Servers are no children of ours that would end with us. */
process.on('exit', () => {
  for (const end of running) end();
});

/** Where Debian and PostgreSQL's own packages put the server's programs; undefined when it is not installed. */
function postgresPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  const [newest] = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return newest === undefined ? undefined : join(root, newest, 'bin');
}

function found(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What own servers need; says on standard error what is missing. */
export function ownServersAvailable(): boolean {
  const missing = [
    ...(postgresPrograms() === undefined ? ['postgresql'] : []),
    ...(found('redis-server') ? [] : ['redis-server']),
  ];
  if (missing.length === 0) return true;
  process.stderr.write(
    `Tests that kill servers need their own, and are skipped. To run them: apt-get install ${missing.join(' ')}\n`,
  );
  return false;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whether a process is known: until its parent has taken notice of its end, PostgreSQL believes that it runs. */
function isThere(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

/** A PostgreSQL cluster. As root, which PostgreSQL refuses, it runs as the user postgres. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const programs = postgresPrograms() ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'journeys-postgres-'));
  const port = await freePort(true);
  const asRoot = process.getuid?.() === 0;
  const run = (program: string, ...args: string[]): void => {
    const [command, rest] = asRoot
      ? ['runuser', ['-u', 'postgres', '--', join(programs, program), ...args]]
      : [join(programs, program), args];
    execFileSync(command, rest, { stdio: 'ignore', cwd: folder });
  };
  if (asRoot) {
    const id = (kind: string): number => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
    chownSync(folder, id('-u'), id('-g'));
  }
  const data = join(folder, 'data');
  run('initdb', '-D', data, '-U', 'postgres', '--auth=trust', '--no-sync');
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200`;
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const stop = (): void => {
    running.delete(stop);
    run('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop');
  };
  const kill9 = async (): Promise<void> => {
    running.delete(stop);
    const main = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    // It stands still, so that it begets no more of them meanwhile.
    process.kill(main, 'SIGSTOP');
    const children = readFileSync(`/proc/${main}/task/${main}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    for (const pid of [main, ...children]) kill(pid);
    await waitFor('PostgreSQL to be gone', () => ![main, ...children].some(isThere), { everyMs: 5 });
  };
  const server: OwnPostgres = {
    url,
    start: async () => {
      running.add(stop);
      run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', options, 'start');
      await waitFor('PostgreSQL to answer', async () => (await query(url, 'select 1')).length === 1);
    },
    crash: kill9,
    stopImmediately: async () => stop(),
    remove: async () => {
      try {
        stop();
      } catch {
        // It was not running.
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return server;
}

/** A Redis that has written down every job before it says so. */
export async function ownRedis(): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'journeys-redis-'));
  const port = await freePort(true);
  let child: ChildProcess | undefined;
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'always',
    save: '',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const kill = (): void => {
    running.delete(kill);
    child?.kill('SIGKILL');
  };
  const crash = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    kill();
    await once(child, 'exit');
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    start: async () => {
      child = spawn('redis-server', args, { stdio: 'ignore' });
      child.unref();
      running.add(kill);
      const ping = `require('node:net').connect(${port}, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(1))`;
      await waitFor('Redis to answer', () => {
        execFileSync(process.execPath, ['-e', ping], { stdio: 'ignore' });
        return true;
      });
    },
    crash,
    remove: async () => {
      await crash();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
