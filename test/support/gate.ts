import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CanvasNode, node } from './workflow';

/** A service beside n8n that counts its calls and, while it is shut, keeps callers waiting. */
export class Gate {
  /** The path of every call that came in, without the slash in front, in order. */
  readonly calls: string[] = [];
  private readonly waiting: ServerResponse[] = [];
  private answer: object = {};
  private shut = false;
  private status = 200;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async listen(): Promise<Gate> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const gate = new Gate(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => {
      gate.calls.push(decodeURIComponent((request.url ?? '').slice(1)));
      if (gate.shut) gate.waiting.push(response);
      else gate.reply(response);
    });
    server.unref();
    return gate;
  }

  /** Keeps callers waiting from now on. */
  close(): void {
    this.shut = true;
  }

  /** Fails every call from now on. */
  fail(): void {
    this.shut = false;
    this.status = 500;
  }

  /** Answers everybody, those who wait and those who come; `answer` is what they get. */
  open(answer: object = {}): void {
    this.shut = false;
    this.status = 200;
    this.answer = answer;
    for (const response of this.waiting.splice(0)) this.reply(response);
  }

  /** How often a path was called. */
  count(path: string): number {
    return this.calls.filter((call) => call === path).length;
  }

  end(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** A node that calls the gate, by a path that may be an expression body in quotes or read the item. */
  node(name: string, path = '$json.userId', settings: Record<string, unknown> = {}): CanvasNode {
    return node(
      name,
      'n8n-nodes-base.httpRequest',
      { url: `={{ "${this.url}/" + ${path} }}`, options: { timeout: 600_000 } },
      { typeVersion: 4.2, ...settings },
    );
  }

  private reply(response: ServerResponse): void {
    response.statusCode = this.status;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(this.answer));
  }
}
