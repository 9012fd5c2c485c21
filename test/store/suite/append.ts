import type { NewEvent } from '../../../journey/domain/user-event';
import { rotateSeen } from '../../../journey/store/log';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { event, T0 } from '../kit';

/** The door of the log: what is taken in, what is known already, what a bad neighbour may spoil. */
export function describeAppend(open: Open): void {
  const now = freshStore(open);
  const log = () => now().engine.db.selectFrom('journey_event').selectAll().orderBy('seq').execute();
  const unreadable = {
    get amount(): number {
      throw new Error('This property cannot be read');
    },
  };
  const bad: NewEvent = { ...event('eve', 'bad'), properties: unreadable };

  test('answers one outcome per event, in order', async () => {
    const known = event('ann', 'a');
    await now().store.append([known]);
    const outcomes = await now().store.append([event('bob', 'b'), known, event('cat', 'c')]);
    expect(outcomes).toEqual(['accepted', 'duplicate', 'accepted']);
    expect((await log()).map((row) => row.user_id)).toEqual(['ann', 'bob', 'cat']);
  });

  test('no events are no work', async () => {
    expect(await now().store.append([])).toEqual([]);
  });

  test('knows a duplicate within one call, also the very same object', async () => {
    const same = event('ann', 'a');
    expect(await now().store.append([same, { ...same }, same])).toEqual([
      'accepted',
      'duplicate',
      'duplicate',
    ]);
    expect(await log()).toHaveLength(1);
  });

  test('knows a duplicate across calls that commit together', async () => {
    const same = event('ann', 'a');
    const outcomes = await Promise.all([now().store.append([same]), now().store.append([{ ...same }])]);
    expect(outcomes.flat().sort()).toEqual(['accepted', 'duplicate']);
    expect(await log()).toHaveLength(1);
  });

  test('tells sources apart: the same id from two sources is two events', async () => {
    const one = event('ann', 'a', { source: 'shop' });
    expect(await now().store.append([one, { ...one, source: 'app' }])).toEqual(['accepted', 'accepted']);
  });

  test('events without an id are known by their content', async () => {
    const plain = event('ann', 'a', { eventId: null, properties: { x: 1, y: 2 } });
    const reordered = { ...plain, properties: { y: 2, x: 1 } };
    const other = { ...plain, properties: { x: 1, y: 3 } };
    expect(await now().store.append([plain, reordered, other])).toEqual([
      'accepted',
      'duplicate',
      'accepted',
    ]);
    expect(await now().store.append([reordered])).toEqual(['duplicate']);
  });

  test.each([1, 7])('remembers an event %i days later', async (days) => {
    const same = event('ann', 'a');
    await rotateSeen(now().engine, 1000);
    await now().store.append([same]);
    for (let day = 1; day <= days; day += 1) await rotateSeen(now().engine, 1000 + day);
    expect(await now().store.append([same])).toEqual(['duplicate']);
  });

  test('remembers an event over days in which nothing ran', async () => {
    const same = event('ann', 'a');
    await rotateSeen(now().engine, 1000);
    await now().store.append([same]);
    await rotateSeen(now().engine, 1007);
    expect(await now().store.append([same])).toEqual(['duplicate']);
  });

  test('forgets an event once the ring of days went round, and only then takes it again', async () => {
    const same = event('ann', 'a');
    await rotateSeen(now().engine, 1000);
    await now().store.append([same]);
    await rotateSeen(now().engine, 1009);
    expect(await now().store.append([same])).toEqual(['accepted']);
  });

  test('a day that is already known, or past, empties nothing', async () => {
    const same = event('ann', 'a');
    await rotateSeen(now().engine, 1000);
    await now().store.append([same]);
    for (let again = 0; again < 12; again += 1) await rotateSeen(now().engine, 1000 - (again % 2));
    expect(await now().store.append([same])).toEqual(['duplicate']);
  });

  test('remembers after reopening', async () => {
    const { reopen } = now();
    if (!reopen) return;
    const same = event('ann', 'a');
    await now().store.append([same]);
    now.replace(await reopen());
    expect(await now().store.append([same])).toEqual(['duplicate']);
    expect(await log()).toHaveLength(1);
  });

  test("one caller's failing event fails that caller alone, in the same commit", async () => {
    const answers = await Promise.allSettled([
      now().store.append([event('ann', 'a')]),
      now().store.append([event('ann', 'fine'), bad]),
      now().store.append([event('bob', 'b')]),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await log()).map((row) => row.name)).toEqual(['a', 'b']);
  });

  test('a call that failed leaves nothing behind: sent again without the bad event it is accepted', async () => {
    const good = event('ann', 'a');
    await expect(now().store.append([good, bad])).rejects.toThrow();
    expect(await now().store.append([good])).toEqual(['accepted']);
  });

  test('the store goes on after a failure', async () => {
    await expect(now().store.append([bad])).rejects.toThrow();
    expect(await now().store.append([event('ann', 'a')])).toEqual(['accepted']);
  });

  test('NUL and lone surrogates inside properties survive', async () => {
    const properties = {
      nul: 'a\0b',
      lone: '\ud800',
      pair: '😀',
      ['k\0\udfff']: ['\0', { deep: '\udc00x' }],
    };
    await now().store.append([event('ann', 'a', { properties })]);
    const [row] = await log();
    expect(JSON.parse(row?.properties ?? '{}')).toEqual(properties);
  });

  test('keeps the original timestamp beside the instant that matching uses', async () => {
    await now().store.append([event('ann', 'a', { timestamp: T0 + 5000, receivedAt: T0 })]);
    expect(await log()).toMatchObject([{ at: T0, occurred_at: T0 + 5000, received_at: T0 }]);
  });

  test('takes a batch that is larger than one statement', async () => {
    const many = Array.from({ length: 2500 }, (_, index) => event(`user-${index}`, 'a'));
    expect(new Set(await now().store.append(many))).toEqual(new Set(['accepted']));
    expect(new Set(await now().store.append(many))).toEqual(new Set(['duplicate']));
    expect((await log()).map((row) => row.user_id)).toEqual(many.map((each) => each.userId));
  });
}
