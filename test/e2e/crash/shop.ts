import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';

import { waitFor } from '../../host/wait';

/** A call that a journey made. */
interface Call {
  readonly step: string;
  readonly userId: string;
  readonly code: string | null;
}

/** An outside service that answers at once, or keeps callers waiting: then their executions are known to be in flight. */
export class Shop {
  readonly calls: Call[] = [];
  readonly #server: Server;
  readonly #held = new Map<string, ServerResponse>();
  readonly #stuck = new Set<string>();
  #holding: string | null = null;

  constructor() {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://shop');
      const [, step = '', userId = ''] = url.pathname.split('/');
      this.calls.push({ step, userId, code: url.searchParams.get('code') });
      if (step === this.#holding || this.#stuck.has(userId)) this.#keep(`${step}/${userId}`, response);
      else answer(response);
    });
  }

  /** The address for a step's calls. */
  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** From now on calls of this step are not answered. */
  hold(step: string): void {
    this.#holding = step;
  }

  /** Answers again, also those who wait. */
  release(): void {
    this.#holding = null;
    for (const response of this.#held.values()) answer(response);
  }

  /** Never answers calls for this person. */
  strand(userId: string): void {
    this.#stuck.add(userId);
  }

  /** Waits until these people's calls of a step are being kept waiting. */
  async caught(step: string, userIds: readonly string[]): Promise<void> {
    const missing = (): string[] => userIds.filter((userId) => !this.#held.has(`${step}/${userId}`));
    await waitFor(`calls of ${step}`, () => missing().length === 0, {
      everyMs: 20,
      details: () => `Missing: ${missing().join(', ')}`,
    });
  }

  /** What a person was told at a step, call by call. */
  codesTold(step: string, userId: string): (string | null)[] {
    return this.calls.filter((call) => call.step === step && call.userId === userId).map(({ code }) => code);
  }

  #keep(call: string, response: ServerResponse): void {
    this.#held.set(call, response);
    response.once('close', () => {
      if (this.#held.get(call) === response) this.#held.delete(call);
    });
  }
}

function answer(response: ServerResponse): void {
  if (!response.writableEnded)
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ ok: true }));
}
