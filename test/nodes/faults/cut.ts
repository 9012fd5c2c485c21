/** A line to PostgreSQL that can be cut at a statement: before the server sees it, or before its answer comes back. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Where a line is cut. */
export interface Cut {
  readonly statement: number;
  readonly place: 'before' | 'after';
}

export interface Line {
  readonly url: string;
  /** Counts statements from one on, and cuts the line that carries the given one. */
  cutAt(cut: Cut): void;
  /** Whether the last cut has happened. */
  readonly hit: boolean;
  close(): void;
}

/** The messages that begin a statement: Query, and Parse of the extended protocol. */
const BEGINS = new Set(['Q', 'P']);

/** Listens before a server; our driver sends one statement at a time and waits for its answer. */
export async function openLine(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let [count, hit] = [0, false];
  let cut: Cut | null = null;

  const server = createServer((client) => {
    const upstream = connect(Number(port || 5432), hostname);
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    let silenced = false;
    client.on('data', (bytes: Buffer) => {
      // The first message of a connection has no letter.
      const begins = upstream.bytesWritten > 0 && BEGINS.has(String.fromCharCode(bytes[0] ?? 0));
      if (begins) count += 1;
      const now = begins && cut !== null && cut.statement === count && !hit;
      if (now) hit = true;
      if (now && cut?.place === 'before') return end();
      silenced ||= now;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
      // The server has answered: what it was told has happened.
      if (silenced) end();
      else client.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cutAt(given) {
      [cut, count, hit] = [given, 0, false];
    },
    get hit() {
      return hit;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
