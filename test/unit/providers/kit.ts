import type {
  HttpAnswer,
  HttpRequest,
  Moment,
  RawCallback,
  Refused,
} from '../../../journey/providers/contract/provider';

export const MOMENT: Moment = {
  now: Date.UTC(2026, 0, 31, 9, 30),
  nonce: '3156853299f313e23d1673dc12e1703d',
};

/** What was built, which must be a request. */
export function request(built: HttpRequest | Refused): HttpRequest {
  if (built.kind === 'refused') throw new Error(`refused: ${built.code}: ${built.reason}`);
  return built;
}

export function answer(status: number, body: unknown): HttpAnswer {
  return { kind: 'answer', status, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

export function callback(
  url: string,
  body: string | Buffer = '',
  headers: RawCallback['headers'] = {},
): RawCallback {
  return { method: 'POST', url, headers, body: Buffer.from(body as string) };
}

/** The fields of a query or form. */
export function fields(text: string | null | undefined): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text ?? ''));
}

export function queryOf(described: HttpRequest): Record<string, string> {
  return fields(new URL(described.url).search);
}

/** Every change of one bit. */
export function* flips(bytes: Buffer): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    yield copy;
  }
}
