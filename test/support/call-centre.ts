/** A call centre of one's own, strict about what it is sent, with agents who say how calls ended. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A task as the call centre was asked to create it, under its own names. */
export interface CentreTask {
  readonly id: string;
  readonly phone: string;
  readonly subject: string;
  readonly talk: string;
  readonly context: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly owner?: string;
  readonly dueAt?: string;
  readonly ttl: number;
  readonly reference: string;
  readonly callback: string;
}

const SECRET = 's3cret';
const TOKEN = 'Bearer desk-token';
/** Every field that it knows, and what has to be in it. */
const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  phone: (value) => /^\+[1-9]\d{6,14}$/.test(String(value)),
  subject: (value) => typeof value === 'string' && value !== '',
  talk: (value) => typeof value === 'string',
  context: (value) => typeof value === 'object' && value !== null,
  priority: Number.isInteger,
  owner: (value) => value === undefined || typeof value === 'string',
  dueAt: (value) => value === undefined || !Number.isNaN(Date.parse(String(value))),
  ttl: (value) => Number.isInteger(value) && Number(value) > 0,
  reference: (value) => /^[\w:.-]+$/.test(String(value)),
  callback: (value) => String(value).startsWith('http'),
};

/** The call centre, listening on this machine only. */
export class CallCentre {
  /** What it was asked to create, in order. */
  readonly tasks: CentreTask[] = [];
  /** What it does with the next tasks; then it takes them. A number is a status; 0 takes the task and cuts the connection. */
  readonly behaviour: number[] = [];
  /** What it did not understand, or was sent twice. */
  readonly faults: string[] = [];
  readonly #server: Server;

  private constructor(other: (request: IncomingMessage, response: ServerResponse) => boolean) {
    this.#server = createServer((request, response) => {
      if (other(request, response)) return;
      let text = '';
      request.on('data', (part: Buffer) => (text += part.toString()));
      request.on('end', () => this.#take(request, text, response));
    });
  }

  /** @param other takes requests that are not for the call centre, and says whether it did. */
  static async open(
    other: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
  ): Promise<CallCentre> {
    const centre = new CallCentre(other);
    await new Promise<void>((listening) => centre.#server.listen(0, '127.0.0.1', listening));
    return centre;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What its credential holds. */
  get credential(): Record<string, string> {
    const body = {
      ...{ phone: '{to}', subject: '{name}', talk: '{script}', context: '{variables}' },
      ...{ priority: '{priority}', owner: '{assignee}', dueAt: '{dueAt}', ttl: '{timeoutSeconds}' },
      ...{ reference: '{key}', callback: '{callbackUrl}' },
    };
    return {
      ...{ provider: 'genericHttp', baseUrl: `${this.origin}/desk`, path: 'tasks', idPath: 'task.id' },
      ...{ authentication: 'header', headerName: 'Authorization', headerSecret: TOKEN },
      body: JSON.stringify(body),
      callbackFields: '{"disposition": "outcome.word", "id": "task", "callbackAt": "outcome.again"}',
      dispositionWords: '{"无人接听": "no_answer"}',
      callbackSecret: SECRET,
    };
  }

  /** An agent says how the last task of a number ended, or that one was taken; returns how that was answered. */
  async says(phone: string, word: string, more: { again?: string; note?: string; agent?: string } = {}) {
    const task = this.tasks.findLast((one) => one.phone === phone);
    if (!task) throw new Error(`There is no task for ${phone}`);
    return this.calls(task.callback, { task: task.id, ...more, outcome: { word, again: more.again } });
  }

  /** Calls back as it stands. */
  async calls(url: string, body: object): Promise<number> {
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    await answer.text();
    return answer.status;
  }

  clear(): void {
    for (const list of [this.tasks, this.behaviour, this.faults]) list.length = 0;
  }

  close(): Promise<void> {
    return new Promise((closed) => this.#server.close(() => closed()));
  }

  #take({ method, url, headers, socket }: IncomingMessage, text: string, response: ServerResponse): void {
    const sent = JSON.parse(text || '{}') as Record<string, unknown>;
    const wrong = [
      ...(method === 'POST' && url === '/desk/tasks' ? [] : [`${method} ${url}`]),
      ...(headers.authorization === TOKEN ? [] : ['authorization']),
      ...Object.keys(sent).filter((name) => !Object.hasOwn(FIELDS, name)),
      ...Object.entries(FIELDS).flatMap(([name, fits]) => (fits(sent[name]) ? [] : [name])),
      ...(this.tasks.some(({ reference }) => reference === sent['reference']) ? ['a second time'] : []),
    ];
    if (wrong.length > 0) {
      this.faults.push(...wrong);
      return void response.writeHead(400).end(JSON.stringify({ error: wrong.join(', ') }));
    }
    const status = this.behaviour.shift() ?? 201;
    const id = `task-${this.tasks.length + 1}`;
    if (status < 300) this.tasks.push({ ...sent, id } as unknown as CentreTask);
    if (status === 0) return void socket.destroy();
    response.writeHead(status).end(JSON.stringify({ task: { id } }));
  }
}
