/** HTTP by hand: what no proper client would ever send. */
import { connect, type Socket } from 'node:net';
import { fc } from '../support/random';
import { mutated, weighed, type Sent } from './bodies';
import { cases, type Case } from './cases';

/** How a body travels. */
const TRANSPORTS = [
  'whole',
  'pieces',
  'chunked',
  'expected',
  'doubtful',
  'cut',
  'reset',
  'short',
  'both',
  'wild',
] as const;

/** A request on the wire and what has to become of it. */
export interface Delivery {
  readonly sent: Sent;
  readonly transport: (typeof TRANSPORTS)[number];
  /** 'unsure' = the form of the answer is all that can be judged, 'perhaps' = if there is one; 'nobody' = the intake itself never answers. */
  readonly expected: Case['events'] | 'refused' | 'unsure' | 'perhaps' | 'nobody';
  /** Two numbers that decide the details. */
  readonly at: number;
  readonly by: number;
}

const WHOLE: readonly string[] = ['whole', 'pieces', 'chunked', 'expected'];

/** Poisoned events and damaged bodies, four in five of them by a transport that works. */
export const deliveries: fc.Arbitrary<Delivery> = fc
  .record({
    body: fc.oneof(
      {
        weight: 3,
        arbitrary: cases.map(({ text, events }) => ({ bytes: Buffer.from(text), headers: {}, events })),
      },
      { weight: 2, arbitrary: mutated.map((sent) => ({ ...sent, events: undefined })) },
    ),
    transport: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...TRANSPORTS.slice(0, 4)) },
      { weight: 1, arbitrary: fc.constantFrom(...TRANSPORTS.slice(4)) },
    ),
    at: fc.nat(),
    by: fc.nat(),
  })
  .map(({ body, transport, at, by }) => {
    const sent = { bytes: body.bytes, headers: body.headers };
    const expected = WHOLE.includes(transport) ? (body.events ?? weighed(sent) ?? 'unsure') : fate(transport);
    return { sent, transport, expected, at, by };
  });

function fate(transport: Delivery['transport']): Delivery['expected'] {
  if (transport === 'doubtful') return 'unsure';
  // The rest of the body is no request: node:http may hang up before the answer has left.
  return transport === 'short' ? 'perhaps' : 'nobody';
}

const CONFUSING = [
  ['content-length: -1'],
  ['content-length: 5', 'content-length: 6'],
  ['content-length: 0x10'],
  ['transfer-encoding: chunked, identity'],
  ['x-bad: a\u0000b', 'content-length: 2'],
  [' leading: blank'],
  ['content-length: 99999999999999999999999'],
  [`x-long: ${'x'.repeat(70_000)}`, 'content-length: 2'],
];

/** The bytes of a delivery, in the pieces in which they are sent. */
export function piecesOf({ sent, transport, at, by }: Delivery, path: string): Buffer[] {
  const { bytes, headers } = sent;
  const lines = Object.entries({ 'content-type': 'application/json', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const head = (...more: readonly string[]): Buffer =>
    Buffer.from(
      [`POST ${path} HTTP/1.1`, 'host: intake', 'connection: close', ...lines, ...more, '', ''].join('\r\n'),
      'latin1',
    );
  const length = (size: number): string => `content-length: ${size}`;
  const place = bytes.length === 0 ? 0 : at % bytes.length;
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  switch (transport) {
    case 'whole':
      return [Buffer.concat([head(length(bytes.length)), bytes])];
    case 'pieces':
      return [head(length(bytes.length)), before, after];
    case 'chunked':
      return [
        head('transfer-encoding: chunked'),
        chunk(before),
        chunk(after, ';odd=1'),
        Buffer.from('0\r\nx-trailer: 1\r\n\r\n'),
      ];
    case 'expected':
      return [head(length(bytes.length), 'expect: 100-continue'), bytes];
    case 'doubtful':
      return [head(length(bytes.length), 'content-encoding: gzip', 'content-encoding: br'), bytes];
    case 'short':
      return [head(length(before.length)), bytes];
    case 'both':
      return [head(length(bytes.length), 'transfer-encoding: chunked'), bytes];
    case 'wild':
      return [head(...(CONFUSING[by % CONFUSING.length] ?? [])), bytes];
    default:
      return [head(length(bytes.length + 1 + (by % 1000))), before];
  }
}

function chunk(bytes: Buffer, extension = ''): Buffer {
  if (bytes.length === 0) return bytes;
  return Buffer.concat([
    Buffer.from(`${bytes.length.toString(16)}${extension}\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
}

/** What a server said: the last status (0 = it hung up without a word) and the body behind it. */
export interface Said {
  readonly status: number;
  readonly text: string;
}

/** A connection that is written to by hand. */
export class Line {
  readonly said: Promise<Said>;
  closed = false;
  readonly #socket: Socket;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const heard: Buffer[] = [];
    this.#socket.on('data', (bytes) => heard.push(bytes));
    // A server that hangs up while we still write is no error of the test.
    this.#socket.on('error', () => {});
    this.said = new Promise((resolve) => {
      this.#socket.on('close', () => {
        this.closed = true;
        resolve(understood(Buffer.concat(heard).toString('utf8')));
      });
    });
  }

  /** Sends pieces, each of its own, so that they arrive as several packets. */
  async write(pieces: readonly Buffer[]): Promise<void> {
    for (const piece of pieces) {
      if (this.#socket.destroyed) return;
      await new Promise<void>((resolve) => void this.#socket.write(piece, () => resolve()));
      await new Promise(setImmediate);
    }
  }

  /** Says that nothing more comes. */
  end(): void {
    this.#socket.end();
  }

  /** Hangs up in the middle. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }
}

function understood(heard: string): Said {
  const answers = heard.split(/(?=HTTP\/1\.1 \d{3} )/).filter((answer) => !answer.startsWith('HTTP/1.1 100'));
  const last = answers.at(-1) ?? '';
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(last)?.[1] ?? 0);
  const [, text = ''] = /\r\n\r\n(.*)$/s.exec(last) ?? [];
  return {
    status,
    text: /transfer-encoding: chunked/i.test(last)
      ? text.replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, '')
      : text,
  };
}

const PATIENCE_MS = 2000;
/** How many others are answered before a delivery is said to hang. */
const OTHERS = 5;

/**
 * Sends a delivery and waits for what is said. When 2 s have passed and the server answers others meanwhile, but not
 * this one, it hangs: slow machines are slow with everybody.
 * @throws Error when it hangs.
 */
export async function sendTo(port: number, path: string, delivery: Delivery): Promise<Said> {
  const line = new Line(port);
  await line.write(piecesOf(delivery, path));
  if (delivery.transport === 'reset') line.reset();
  if (delivery.transport === 'cut') line.end();
  let impatient: NodeJS.Timeout | undefined;
  const patience = new Promise<'impatient'>((resolve) => {
    impatient = setTimeout(() => resolve('impatient'), PATIENCE_MS);
  });
  const said = await Promise.race([line.said, patience]);
  clearTimeout(impatient);
  if (said !== 'impatient') return said;
  // Where everything stood still, those who come later may be faster once or twice.
  for (let others = 0; others < OTHERS && !line.closed; others += 1) await ping(port, path);
  if (!line.closed) {
    line.reset();
    throw new Error(`No answer to ${delivery.transport}, though others get theirs`);
  }
  return line.said;
}

/** Posts what every intake refuses and waits for the refusal. */
export async function ping(port: number, path: string): Promise<Said> {
  const line = new Line(port);
  await line.write([
    Buffer.from(`POST ${path} HTTP/1.1\r\nhost: intake\r\nconnection: close\r\ncontent-length: 1\r\n\r\n{`),
  ]);
  return line.said;
}
