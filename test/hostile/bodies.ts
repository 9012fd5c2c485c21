/** Bodies that were right once: cut, flipped, spliced, mislabelled. */
import { brotliCompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { fc } from '../support/random';
import type { Case, Expected } from './cases';
import { FORMATS } from './formats';
import { faultsOf, written } from './oracle';
import { NOW, TOKENS } from './poison';

/** A body as sent. */
export interface Sent {
  readonly bytes: Buffer;
  readonly headers: Record<string, string>;
}

const event = (user: string) => ({
  userId: `"${user}"`,
  event: '"purchase"',
  eventId: `"e-${user}"`,
  timestamp: '"2026-01-31T09:30:00Z"',
  properties: '{"amount":5,"名":["a",{"b":null}],"ok":true}',
});

const TEXTS = FORMATS.flatMap(({ write, envelopes }) =>
  envelopes.map(({ wrap }) => wrap([write(event('ann')), write(event('bob'))])),
);
const CANVAS = JSON.stringify({
  user_profile: { first_id: 'ann', second_id: '' },
  receipt_properties: { $sf_plan_id: 7, $sf_enter_plan_time: '2026-01-31 09:30:00', $sf_strategy_unit_id: 1 },
  params: { event: 'reminded' },
});
const CORPUS: readonly Sent[] = [...TEXTS, CANVAS].flatMap((text) => [
  { bytes: Buffer.from(text), headers: {} },
  { bytes: Buffer.from(text), headers: {} },
  { bytes: Buffer.from(text), headers: { 'content-encoding': 'gzip' } },
  { bytes: gzipSync(text), headers: { 'content-encoding': 'gzip' } },
]);
const ODD: readonly Sent[] = [TEXTS[0], TEXTS[2]].flatMap((text = '') => [
  { bytes: gzipSync(text), headers: { 'content-encoding': 'br' } },
  { bytes: deflateSync(text), headers: {} },
  { bytes: brotliCompressSync(text), headers: { 'content-encoding': 'br' } },
  { bytes: gzipSync(gzipSync(text)), headers: { 'content-encoding': 'gzip, gzip' } },
  { bytes: Buffer.from(text, 'utf16le'), headers: { 'content-type': 'application/json; charset=utf-16' } },
  { bytes: Buffer.from(`\ufeff${text}`), headers: {} },
  { bytes: Buffer.from(text.replace('ann', 'J\xfcrgen'), 'latin1'), headers: {} },
  { bytes: Buffer.from(text), headers: { 'content-encoding': 'zstd' } },
]);

const mutation = fc.record({
  kind: fc.constantFrom('flip', 'token', 'cut', 'repeat', 'splice', 'drop', 'byte', 'none'),
  at: fc.nat(),
  with: fc.nat(),
});

/** A body of the corpus with one or two mutations. */
export const mutated: fc.Arbitrary<Sent> = fc
  .tuple(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...CORPUS) },
      { weight: 1, arbitrary: fc.constantFrom(...ODD) },
    ),
    fc.array(mutation, { minLength: 1, maxLength: 2 }),
  )
  .map(([sent, mutations]) => ({
    headers: sent.headers,
    bytes: mutations.reduce((bytes, one) => applied(bytes, one), sent.bytes),
  }));

function applied(
  bytes: Buffer,
  { kind, at, with: other }: { kind: string; at: number; with: number },
): Buffer {
  const place = bytes.length === 0 ? 0 : at % bytes.length;
  const end = Math.min(bytes.length, place + 1 + (other % 24));
  const [before, inside, after] = [bytes.subarray(0, place), bytes.subarray(place, end), bytes.subarray(end)];
  switch (kind) {
    case 'flip': {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy.writeUInt8(copy.readUInt8(place) ^ (1 << (other & 7)), place);
      return copy;
    }
    case 'token':
      return Buffer.concat([before, Buffer.from(TOKENS[other % TOKENS.length] ?? ''), inside, after]);
    case 'cut':
      return before;
    case 'repeat':
      return Buffer.concat([before, inside, inside, after]);
    case 'splice': {
      const donor = CORPUS[other % CORPUS.length]?.bytes ?? bytes;
      return Buffer.concat([before, donor.subarray(at % donor.length)]);
    }
    case 'drop':
      return Buffer.concat([before, after]);
    case 'byte':
      return Buffer.concat([before, Buffer.from([other & 255]), inside, after]);
    default:
      return bytes;
  }
}

/** Keys by which a body may be read as something else than our own format. */
const FOREIGN =
  /"(type|distinct_id|identities|receipt_properties|user_profile|specversion|data|data_list|batch|\\u)|^\s*[\w.-]*=/;

/**
 * What has to become of a body: its events, 'refused' when it cannot be read at all, or null where the oracle does not
 * know. It judges our own format, plain or gzip.
 */
export function weighed({ bytes, headers }: Sent): Case['events'] | 'refused' | null {
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!zipped && Object.keys(headers).length > 0 && bytes[0] !== 0x7b && bytes[0] !== 0x5b) return null;
  // The first byte of zlib: the intake may take it for compressed.
  if (!zipped && ((bytes[0] ?? 0) & 0x0f) === 8) return null;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(zipped ? gunzipSync(bytes) : bytes);
  } catch {
    return 'refused';
  }
  if (FOREIGN.test(text)) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'refused';
  }
  return judged(value);
}

/** What has to become of a JSON value in our own format. */
export function judged(value: unknown): Case['events'] | 'refused' | null {
  if (value === null || typeof value !== 'object') return 'refused';
  const named = Object.hasOwn(value, 'event') && Object.hasOwn(value, 'userId');
  const events = Array.isArray(value) ? value : named ? undefined : own(value, 'events');
  if (Array.isArray(events)) {
    if (events.length > 1000) return 'refused';
    const expected = events.map((item: unknown, index) => expectedOf(item, `events[${index}]`));
    return expected.every((one) => one !== null) ? expected : null;
  }
  if (!['event', 'userId', 'eventId', 'properties'].some((key) => Object.hasOwn(value, key)))
    return 'refused';
  const expected = expectedOf(value, '');
  return expected && [expected];
}

function expectedOf(item: unknown, root: string): Expected | null {
  if (item === null || typeof item !== 'object' || Array.isArray(item))
    return { meant: {}, refusals: [{ path: root, reason: /^must be an object, not / }] };
  const meant = {
    userId: own(item, 'userId'),
    event: own(item, 'event'),
    eventId: own(item, 'eventId'),
    timestamp: own(item, 'timestamp'),
    properties: own(item, 'properties'),
  };
  const faults = faultsOf(meant, NOW);
  const refusals = faults?.map(({ field, keys, reason }) => ({
    path: written(root, field === 'event itself' ? '' : field, keys),
    reason,
  }));
  return { meant, refusals: refusals ?? null };
}

function own(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
}
