/**
 * A whole SMS gateway, with a network and a phone on it: Kannel, as Debian packs it. It runs in a network namespace of
 * its own, because its fake mobile network listens on every address there is.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { waitFor } from '../wait';
import { config } from './config';

const FAKE_NETWORK = '/usr/lib/kannel/test/fakesmsc';
const NEEDED = ['/usr/sbin/bearerbox', '/usr/sbin/smsbox', FAKE_NETWORK];

/** Why Kannel cannot run here; null when it can. */
export function kannelMissing(): string | null {
  const absent = NEEDED.filter((file) => !existsSync(file));
  if (absent.length > 0) return `${absent.join(', ')} missing: scripts/debian-packages.sh installs Kannel`;
  const allowed = spawnSync('unshare', ['-n', 'true']).status === 0;
  return allowed ? null : 'a network namespace of its own needs root';
}

/** What the gateway has to know of the n8n it calls. */
export interface KannelOptions {
  readonly n8nUrl: string;
  /** Where it sends what phones say; Kannel's placeholders stand for number and text. */
  readonly repliesTo: string;
}

/** A running gateway. */
export class Kannel {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'journeys-kannel-'));
  readonly #children: ChildProcess[] = [];
  readonly #relays: Server[] = [];
  readonly #sockets = new Set<Socket>();
  #namespace = 0;
  #phone: ChildProcess | null = null;
  /** Where it takes messages. */
  url = '';

  static async start({ n8nUrl, repliesTo }: KannelOptions): Promise<Kannel> {
    const kannel = new Kannel();
    try {
      await kannel.#start(Number(new URL(n8nUrl).port), repliesTo);
    } catch (error) {
      await kannel.stop();
      throw error;
    }
    return kannel;
  }

  /** Lines that the phones have received and sent. */
  phones(): string {
    return readFileSync(path.join(this.#folder, 'phone.log'), 'utf8');
  }

  /** Somebody sends an SMS: the only phone on the network is switched off and on again with it. */
  says(from: string, text: string): void {
    this.#switchOn('0.2', `${from} 10690000 text ${text}`);
  }

  async stop(): Promise<void> {
    for (const child of this.#children.toReversed()) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await gone;
    }
    // Whoever keeps a connection alive would keep the relay open.
    for (const socket of this.#sockets) socket.destroy();
    for (const relay of this.#relays) await new Promise((closed) => relay.close(closed));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start(n8nPort: number, repliesTo: string): Promise<void> {
    const holder = this.#spawn('unshare', ['-n', 'sleep', 'infinity']);
    this.#namespace = holder.pid ?? 0;
    await waitFor('a network of its own', () => this.#inside('ip', ['link', 'set', 'lo', 'up']));
    const gateway = path.join(this.#folder, 'gateway.sock');
    const n8n = path.join(this.#folder, 'n8n.sock');
    const relay = path.join(__dirname, 'relay.cjs');
    this.#enter(process.execPath, [relay, `${gateway}=13013`, `${n8nPort}=${n8n}`]);
    await this.#relay({ path: n8n }, { host: '127.0.0.1', port: n8nPort });
    const { port } = (await this.#relay({ host: '127.0.0.1', port: 0 }, { path: gateway })) as AddressInfo;
    this.url = `http://127.0.0.1:${port}`;

    writeFileSync(path.join(this.#folder, 'kannel.conf'), config(repliesTo));
    this.#enter('/usr/sbin/bearerbox', ['kannel.conf']);
    await waitFor('Kannel to listen to its smsbox', () => this.#listens(13001));
    this.#enter('/usr/sbin/smsbox', ['kannel.conf']);
    await waitFor(
      'Kannel to take messages',
      async () => (await fetch(`${this.url}/`).catch(() => null)) !== null,
    );
    await waitFor('the fake network', () => this.#listens(10000));
    this.#switchOn('3600', '999 10690000 text hello');
  }

  #switchOn(interval: string, message: string): void {
    this.#phone?.kill('SIGKILL');
    const log = path.join(this.#folder, 'phone.log');
    const command = `exec ${FAKE_NETWORK} -H 127.0.0.1 -r 10000 -i ${interval} -m 1 "$0" >> ${log} 2>&1`;
    this.#phone = this.#enter('bash', ['-c', command, message]);
  }

  #spawn(command: string, args: readonly string[]): ChildProcess {
    const child = spawn(command, args, { cwd: this.#folder, stdio: 'ignore' });
    this.#children.push(child);
    return child;
  }

  #enter(command: string, args: readonly string[]): ChildProcess {
    return this.#spawn('nsenter', [`--net=/proc/${this.#namespace}/ns/net`, command, ...args]);
  }

  #inside(command: string, args: readonly string[]): boolean {
    try {
      const own = execFileSync('readlink', [`/proc/${this.#namespace}/ns/net`]);
      // Before it has begun, the namespace is still ours.
      if (own.equals(execFileSync('readlink', ['/proc/self/ns/net']))) return false;
      execFileSync('nsenter', [`--net=/proc/${this.#namespace}/ns/net`, command, ...args], { stdio: 'pipe' });
      return true;
    } catch {
      return false;
    }
  }

  #listens(port: number): boolean {
    return this.#inside('bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${port}`]);
  }

  async #relay(from: object, to: { path?: string; host?: string; port?: number }) {
    const server = createServer((incoming) => {
      const outgoing = connect(to as { path: string });
      for (const socket of [incoming, outgoing]) {
        this.#sockets.add(socket);
        socket.on('close', () => this.#sockets.delete(socket));
        socket.on('error', () => [incoming, outgoing].forEach((one) => one.destroy()));
      }
      incoming.pipe(outgoing).pipe(incoming);
    });
    this.#relays.push(server);
    await new Promise<void>((listening) => server.listen(from, listening));
    return server.address();
  }
}
