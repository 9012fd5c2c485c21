import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What the intake answered to one request. */
export interface Answer {
  readonly status: number;
  readonly accepted?: number;
  readonly duplicate?: number;
  readonly rejected?: readonly unknown[];
}

/** Headers of the connection rather than of what is sent over it. */
const OWN = ['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive'];

/** Stands between an SDK and the intake: hands every request on as it is, as often as it is told, and keeps the answers. */
export class Relay {
  readonly #server: Server;
  readonly #target: string;
  #times = 1;
  #tell: (answers: Promise<Answer[]>) => void = () => {};

  private constructor(target: string) {
    this.#target = target;
    this.#server = createServer((request, response) => {
      const answers = this.#handOn(request);
      this.#tell(answers);
      answers.then(
        (all) => response.writeHead(all.at(-1)?.status ?? 500).end(JSON.stringify(all.at(-1))),
        () => response.destroy(),
      );
    });
  }

  /** @param target the URL that requests are handed on to */
  static async listen(target: string): Promise<Relay> {
    const relay = new Relay(target);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  /** The URL for the SDK. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/events`;
  }

  /** What the intake answers to the request that `send` makes, each time it is handed on. */
  async answers(times: number, send: () => Promise<void>): Promise<readonly Answer[]> {
    this.#times = times;
    const answered = new Promise<Answer[]>((resolve) => (this.#tell = resolve));
    const [answers] = await Promise.all([answered, send()]);
    return answers;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #handOn(request: IncomingMessage): Promise<Answer[]> {
    const body = new Uint8Array(await buffer(request));
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && !OWN.includes(name) ? [[name, value]] : [],
    );
    const answers: Answer[] = [];
    while (answers.length < this.#times) {
      const answer = await fetch(this.#target, { method: 'POST', headers, body });
      answers.push({ status: answer.status, ...((await answer.json()) as object) });
    }
    return answers;
  }
}
