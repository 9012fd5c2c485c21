import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { fc, seed } from '../support/random';
import { judged, mutated, weighed } from './bodies';
import { cases } from './cases';
import { knock, prototypes, type Answer } from './door';
import { asMeant, wellFormed } from './expectations';
import { json } from './json';
import { watchdog, type Watchdog } from './watchdog';

// A loaded machine is slow, not wrong; what takes too long for itself is the watchdog's business.
jest.setTimeout(180_000);

const BODIES = { cases: 40_000, mutated: 42_000, json: 18_000 };
const untouched = prototypes();
const ledger = new Map<string, number>();
let dog: Watchdog;

beforeAll(() => {
  dog = watchdog(`Play it again with --seed ${seed}`);
});
afterAll(async () => {
  await dog.stop();
  const lines = [...ledger].sort().map(([what, count]) => `${String(count).padStart(7)} ${what}`);
  console.info(`Bodies and answers:\n${lines.join('\n')}`);
});
afterEach(() => {
  dog.rest();
  expect(prototypes()).toBe(untouched);
});

/** Posts one body, counts what became of it, and looks whether an empty object is still empty. */
async function post(kind: string, bytes: Buffer, headers: Record<string, string> = {}): Promise<Answer> {
  dog.next();
  const answer = await knock(bytes, headers);
  for (const key in {}) throw new Error(`a prototype has got a key ${key}`);
  const { error, rejected = [] } = answer.body;
  const whole = error === undefined ? (rejected.length > 0 ? ', some rejected' : '') : ', whole';
  const entry = `${kind}: ${answer.status}${whole}`;
  ledger.set(entry, (ledger.get(entry) ?? 0) + 1);
  return answer;
}

const counted = (start: string): number =>
  [...ledger].reduce((sum, [what, count]) => sum + (what.startsWith(start) ? count : 0), 0);

test('poison at any place of any format is refused by its path, or taken in as it is', async () => {
  const all = fc.asyncProperty(cases, async (one) => {
    asMeant(one, await post('poison', Buffer.from(one.text)));
  });
  await fc.assert(all, { numRuns: BODIES.cases });
  for (const kind of ['202', '202, some rejected', '400, some rejected'])
    expect(counted(`poison: ${kind}`)).toBeGreaterThan(BODIES.cases / 20);
});

test('a damaged body is refused with a remedy, or taken in as it now reads', async () => {
  let sure = 0;
  const all = fc.asyncProperty(mutated, async (sent) => {
    const answer = await post('damage', sent.bytes, sent.headers);
    const expected = weighed(sent);
    if (expected !== null) sure += 1;
    if (Array.isArray(expected)) return asMeant({ text: '', events: expected }, answer);
    wellFormed(answer);
    if (expected === 'refused' && answer.body.error === undefined) throw new Error('not refused');
  });
  await fc.assert(all, { numRuns: BODIES.mutated });
  expect(sure).toBeGreaterThan(BODIES.mutated / 4);
  for (const kind of ['202', '400, whole'])
    expect(counted(`damage: ${kind}`)).toBeGreaterThan(BODIES.mutated / 20);
});

test('no JSON whatever is too odd for an answer', async () => {
  const all = fc.asyncProperty(json, async (text) => {
    const answer = await post('json', Buffer.from(text));
    const expected = weighed({ bytes: Buffer.from(text), headers: {} });
    if (Array.isArray(expected)) return asMeant({ text, events: expected }, answer);
    wellFormed(answer);
    if (expected === 'refused' && answer.body.error === undefined) throw new Error('not refused');
  });
  await fc.assert(all, { numRuns: BODIES.json });
});

test('what is large, or grows when it is unpacked, is refused with the limit', async () => {
  const mega = 1024 * 1024;
  const large: readonly [Buffer, Record<string, string>, RegExp][] = [
    [gzipSync(Buffer.alloc(64 * mega)), { 'content-encoding': 'gzip' }, /8388608 bytes after/],
    [gzipSync(`[${'{},'.repeat(3 * mega)}{}]`), {}, /8388608 bytes after/],
    [gzipSync(gzipSync(Buffer.alloc(64 * mega))), { 'content-encoding': 'gzip, gzip' }, /UTF-8/],
    [Buffer.from(`data=${gzipSync(Buffer.alloc(64 * mega)).toString('base64')}`), {}, /8388608 bytes after/],
    [Buffer.alloc(mega + 1, '['), {}, /larger than 1048576 bytes/],
    [Buffer.alloc(17 * mega, ' '), {}, /larger than 1048576 bytes/],
    [gzipSync('['.repeat(8 * mega)), {}, /more than 300000 objects and lists/],
    [gzipSync('{"a":'.repeat(mega)), {}, /more than 300000 objects and lists/],
    [Buffer.from('['.repeat(300_000)), {}, /not JSON/],
    [gzipSync(`[${'0,'.repeat(4 * mega - 2)}0]`), {}, /holds 4194303 events, the limit is 1000/],
    [
      gzipSync(`{"userId":"u","event":"e","properties":{"p":[${'[],'.repeat(2 * mega)}0]}}`),
      {},
      /more than 300000 objects and lists/,
    ],
    [gzipSync(`{"userId":"u","event":"e","properties":{"p":[${'[],'.repeat(299_000)}0]}}`), {}, /65536/],
    [gzipSync(`${'a=&'.repeat(2 * mega)}data=e30=`), {}, /not JSON/],
    [Buffer.from(`data=e30=&${'a=&'.repeat(300_000)}`), {}, /known format/],
    [gzipSync(`{"userId":"u","event":"e","timestamp":"2026-01-01${'T1'.repeat(mega)}"}`), {}, /instant/],
    [gzipSync(`{"userId":"${'u'.repeat(7 * mega)}","event":"e"}`), {}, /longer than 256/],
  ];
  for (let round = 0; round < 5; round += 1) {
    for (const [bytes, headers, reason] of round === 0 ? large : large.slice(0, 6)) {
      const { status, body, cause } = await post('large', bytes, headers);
      expect({ status, cause }).toEqual({
        status: /limit|bytes|more than/.test(reason.source) ? 413 : 400,
        cause: undefined,
      });
      expect(JSON.stringify(body)).toMatch(reason);
    }
  }
});

test('of a key that stands twice the last one counts', async () => {
  const { stored } = await post(
    'twice',
    Buffer.from(
      '{"userId":"ann","event":"a","userId":"bob","properties":{"n":1},"properties":{"n":2,"n":3}}',
    ),
  );
  expect(stored).toMatchObject([{ userId: 'bob', event: 'a', properties: { n: 3 } }]);
});

test('control: the watchdog ends what never comes back, and leaves alone what is slow to begin', () => {
  const script = `
    const { Worker } = require('node:worker_threads');
    const shared = new Int32Array(new SharedArrayBuffer(4));
    const workerData = { shared, limitMs: 300, hint: 'It hangs.' };
    new Worker(${JSON.stringify(path.join(__dirname, 'watchdog-worker.cjs'))}, { workerData });
    setTimeout(() => { Atomics.store(shared, 0, 1); for (;;); }, 600);`;
  const { signal, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect(signal).toBe('SIGKILL');
  expect(stderr).toContain('Body 1 has kept the intake busy for 300 ms of CPU time. It hangs.');
});

test('control: the oracle finds an answer that is wrong', () => {
  const [event] = judged(JSON.parse('{"userId":"a\\u0000","event":"e"}')) as never[];
  const one = { text: '', events: [event] as never };
  const answer = { status: 400, stored: [], cause: undefined };
  const rejected = (path: string, reason: string) => ({
    ...answer,
    body: { rejected: [{ index: 0, path, reason }] },
  });
  expect(() => asMeant(one, rejected('userId', 'holds control characters or broken Unicode'))).not.toThrow();
  expect(() => asMeant(one, rejected('event', 'holds control characters or broken Unicode'))).toThrow(
    'instead of',
  );
  expect(() => asMeant(one, rejected('userId', 'is missing'))).toThrow('instead of');
  const stored = [{ userId: 'a\u0000', event: 'e' }] as never;
  expect(() => asMeant(one, { ...answer, status: 202, body: { accepted: 1 }, stored })).toThrow('taken in');
});
