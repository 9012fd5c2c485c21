/** Outbound Call Task when things go wrong: unclear ends, death, what comes back early, twice, forged, and test runs. */
import { begin, callCentre, desk, OUT, PHONES, published, said, says } from './calls-kit';
import { items, openStore } from './harness';
import { arrived, canvas, DAY, errors, happens, passes, settledNow, stage, users } from './stage';

stage();
callCentre();

const HOUR = DAY / 24;
const MINUTE = HOUR / 60;
describe('creating', () => {
  test('a refusal is told', async () => {
    desk().behaviour.push(422);
    await begin();
    expect(said(OUT.notCalled)).toMatchObject([{ outcome: 'failed' }]);
  });

  test.each([503, 0])(
    '%i: an unclear end is never created a second time; what is said of it counts',
    async (status) => {
      desk().behaviour.push(status);
      await begin();
      await passes(HOUR);
      const reference = `${status}`;
      expect([reference, desk().tasks.length <= 1]).toEqual([reference, true]);
      await passes(3 * DAY);
      expect([errors(), said(OUT.timedOut)]).toMatchObject([[], [{ outcome: 'unknown' }]]);
    },
  );

  test('a process that died after creating: one task, and its result counts', async () => {
    const start = await published();
    const store = await openStore();
    jest.spyOn(store, 'park').mockRejectedValueOnce(new Error('killed'));
    await happens(start, ['ann'], { phone: PHONES.ann });
    await passes(MINUTE);
    expect(desk().tasks).toHaveLength(1);
    await says('connected');
    expect(users('C', OUT.reached)).toEqual(['ann']);
  });
});

describe('what comes back', () => {
  test('early, double, unsigned and strange', async () => {
    const start = await published();
    const store = await openStore();
    const park = store.park.bind(store);
    let early = 0;
    jest.spyOn(store, 'park').mockImplementation(async (requests) => {
      if (early++ === 0) expect(await desk().says(PHONES.ann, 'busy')).toBe(200);
      return park(requests);
    });
    await happens(start, ['ann'], { phone: PHONES.ann });
    await passes(30 * MINUTE);
    expect(desk().tasks).toHaveLength(2);
    const { callback, id } = desk().tasks[1] as { callback: string; id: string };
    const forged = callback.replace(/secret=[^&]*/, 'secret=guessed');
    expect(await desk().calls(forged, { task: id, outcome: { word: 'connected' } })).toBe(401);
    expect(await desk().calls(callback, { task: id, outcome: { word: 'flew away' } })).toBe(400);
    await settledNow();
    expect(arrived('C')).toEqual([]);
    await says('connected');
    await says('connected');
    expect(users('C', OUT.reached)).toEqual(['ann']);
  });

  test('another system may say it by an event that names the task', async () => {
    await begin();
    const task = desk().tasks[0]?.reference;
    await happens('call.disposition', ['ann'], { task: 'another', disposition: 'connected' });
    await happens('call.disposition', ['ann'], { task, disposition: 'asleep' });
    expect(arrived('C')).toEqual([]);
    await happens('call.disposition', ['ann'], { task, disposition: 'refused' });
    expect(users('C', OUT.refused)).toEqual(['ann']);
  });
});

describe('test runs', () => {
  test('show the call and how it is to end; nothing is created', async () => {
    await published({ settings: { testOutcome: 'busy' } });
    const run = await canvas().manual('C', [{ userId: 'ann', properties: { phone: PHONES.ann } }]);
    expect([desk().tasks, items(run, 'C', OUT.notReached)]).toMatchObject([
      [],
      [{ call: { outcome: 'busy', simulated: true, to: PHONES.ann, script: 'Dear ann' } }],
    ]);
  });

  test('create when told to, and never wait', async () => {
    await published({ settings: { reallyInTestRuns: true } });
    const run = await canvas().manual('C', [{ userId: 'test-ann', properties: { phone: PHONES.ann } }]);
    expect([desk().tasks.length, items(run, 'C', OUT.reached)]).toMatchObject([
      1,
      [{ call: { taskId: 'task-1' } }],
    ]);
  });
});
