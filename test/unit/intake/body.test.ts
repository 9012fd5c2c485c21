import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { decodeBody } from '../../../journey/domain/intake/body';
import type { IntakeFormat } from '../../../journey/domain/intake/formats';
import { DEFAULT_LIMITS, limitsFor } from '../../../journey/domain/intake/limits';

const EVENT = { userId: '用户', event: 'purchase' };
const TEXT = Buffer.from(JSON.stringify(EVENT));

const decode = (bytes: Buffer, encoding?: string, limits = DEFAULT_LIMITS) =>
  decodeBody(bytes, encoding, limits);

describe('decodeBody reads by content', () => {
  test.each<[string, Buffer, string | undefined]>([
    ['plain', TEXT, undefined],
    ['plain under identity', TEXT, 'identity'],
    ['plain mislabelled gzip', TEXT, 'gzip'],
    ['plain mislabelled br', TEXT, 'br'],
    ['plain mislabelled deflate', TEXT, 'deflate'],
    ['plain mislabelled zstd', TEXT, 'zstd'],
    ['with a byte order mark', Buffer.concat([Buffer.from('\ufeff'), TEXT]), undefined],
    ['after blank lines', Buffer.concat([Buffer.from('\r\n\t '), TEXT]), undefined],
    ['gzip', gzipSync(TEXT), 'gzip'],
    ['gzip in capitals', gzipSync(TEXT), ' GZIP '],
    ['gzip without a header', gzipSync(TEXT), undefined],
    ['gzip mislabelled br', gzipSync(TEXT), 'br'],
    ['zlib deflate', deflateSync(TEXT), 'deflate'],
    ['zlib deflate without a header', deflateSync(TEXT), undefined],
    ['fast zlib', deflateSync(TEXT, { level: 1 }), undefined],
    ['raw deflate', deflateRawSync(TEXT), 'deflate'],
    ['brotli', brotliCompressSync(TEXT), 'br'],
  ])('%s', (_, bytes, encoding) => {
    expect(decode(bytes, encoding)).toEqual({ value: EVENT });
  });
});

test.each(['native', 'segment', 'cloudEvents', 'sensorsCanvas'] as const)(
  'a text field "data" is data to the format %s',
  (kind) => {
    const value = { topic: 'x', data: 'hello world' };
    const decoded = (format: IntakeFormat) =>
      decodeBody(Buffer.from(JSON.stringify(value)), undefined, DEFAULT_LIMITS, format);
    expect(decoded({ kind })).toEqual({ value });
    // Control: whose SDKs wrap their JSON there, it has to be base64.
    expect(decoded({ kind: 'sensors' })).toMatchObject({ status: 400 });
  },
);

describe('decodeBody refuses', () => {
  test.each<[string, Buffer, string | undefined, number, RegExp]>([
    ['nothing', Buffer.alloc(0), undefined, 400, /empty/],
    ['text that is no JSON', Buffer.from('{"a":'), undefined, 400, /not JSON/],
    ['a form', Buffer.from('userId=u1&event=x'), undefined, 400, /not JSON/],
    ['Latin-1', Buffer.from('{"userId":"J\xfcrgen"}', 'latin1'), undefined, 400, /UTF-8/],
    ['cut gzip', gzipSync(TEXT).subarray(0, 20), 'gzip', 400, /not complete gzip/],
    ['false gzip', Buffer.from([0x1f, 0x8b, 1, 2, 3]), undefined, 400, /not complete gzip/],
    ['no gzip at all', Buffer.from('hello'), 'gzip', 400, /not complete gzip/],
    ['false brotli', Buffer.from('hello'), 'br', 400, /not complete br/],
    ['an unknown encoding', Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), 'zstd', 415, /gzip, deflate and br/],
  ])('%s', (_, bytes, encoding, status, message) => {
    expect(decode(bytes, encoding)).toEqual({ status, message: expect.stringMatching(message) as string });
  });

  test('a body one byte too large, naming the limit', () => {
    const limits = { ...DEFAULT_LIMITS, maxBodyBytes: TEXT.length };
    expect(decode(TEXT, undefined, limits)).toEqual({ value: EVENT });
    const refused = decode(Buffer.concat([TEXT, Buffer.from(' ')]), undefined, limits);
    expect(refused).toMatchObject({
      status: 413,
      message: expect.stringContaining(String(TEXT.length)) as string,
    });
  });

  test('limits grow with the events that somebody allows, and never shrink below the usual', () => {
    expect(limitsFor(1000)).toEqual(DEFAULT_LIMITS);
    expect(limitsFor(10)).toEqual({ ...DEFAULT_LIMITS, maxEvents: 10 });
    expect(limitsFor(2500)).toMatchObject({ maxEvents: 2500, maxBodyBytes: 2_621_440 });
  });

  test('a bomb, without inflating it', () => {
    const zeros = Buffer.alloc(512 * 1024 * 1024);
    const bombs: [Buffer, string][] = [
      [gzipSync(zeros), 'gzip'],
      [brotliCompressSync(zeros.subarray(0, 64 * 1024 * 1024), { params: { 1: 4 } }), 'br'],
      [deflateRawSync(zeros.subarray(0, 64 * 1024 * 1024)), 'deflate'],
    ];
    for (const [bomb, encoding] of bombs) {
      expect(bomb.length).toBeLessThan(DEFAULT_LIMITS.maxBodyBytes);
      const before = process.memoryUsage().arrayBuffers;
      expect(decode(bomb, encoding)).toMatchObject({
        status: 413,
        message: expect.stringContaining('8388608 bytes after decompression') as string,
      });
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
    }
  });

  test('more objects and lists than it can read without keeping n8n waiting', () => {
    const limits = { ...DEFAULT_LIMITS, maxContainers: 50 };
    const holding = (lists: number, text = '') =>
      Buffer.from(JSON.stringify({ text, lists: Array.from({ length: lists }, () => []) }));
    const refusal = {
      status: 413,
      message: 'The body holds more than 50 objects and lists. Send fewer events at once',
    };
    expect(decode(holding(48), undefined, limits)).toMatchObject({ value: { text: '' } });
    expect(decode(holding(49), undefined, limits)).toEqual(refusal);
    expect(decode(Buffer.from('['.repeat(51)), undefined, limits)).toEqual(refusal);
    const wrapped = Buffer.from(`data=${holding(49).toString('base64')}`);
    expect(decode(wrapped, undefined, limits)).toEqual(refusal);
    // What stands in a text opens nothing.
    const text = '[{"\\'.repeat(50);
    expect(decode(holding(48, text), undefined, limits)).toMatchObject({ value: { text } });
    expect(decode(holding(49, text), undefined, limits)).toEqual(refusal);
  });
});
