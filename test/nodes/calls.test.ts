/** Outbound Call Task with a call centre: creating, waiting and calling again, in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { begin, callCentre, desk, OUT, PHONES, said, says } from './calls-kit';
import { items, openStore } from './harness';
import { arrived, canvas, DAY, ended, errors, happens, now, passes, stage, users } from './stage';

stage();
callCentre();

const HOUR = DAY / 24;
const MINUTE = HOUR / 60;
test('the call centre gets number, words, context and when it is due; the result brings the person on', async () => {
  const variables = { values: [{ name: 'Model', value: '={{ $json.properties.model }}' }] };
  const due = { values: { amount: 2, unit: 'hours' } };
  await begin({ variables, priority: 5, assignee: 'li', settings: { due } });
  expect([errors(), desk().tasks]).toMatchObject([
    [],
    [
      {
        ...{
          phone: PHONES.ann,
          subject: 'Call ann',
          talk: 'Dear ann',
          context: { Model: 'X5' },
          priority: 5,
        },
        ...{ owner: 'li', ttl: (3 * DAY) / 1000, dueAt: new Date(now() + 2 * HOUR).toISOString() },
        callback: expect.stringContaining('/webhook/'),
      },
    ],
  ]);
  expect(arrived('C')).toEqual([]);
  await says('connected', { note: 'will come', agent: 'Li' });
  expect(said(OUT.reached)).toMatchObject([
    {
      ...{ outcome: 'connected', note: 'will come', agent: 'Li', taskId: 'task-1', to: PHONES.ann },
      ...{ provider: 'genericHttp', calls: [{ outcome: 'connected' }] },
    },
  ]);
});

test.each([
  ['refused', OUT.refused],
  ['wrong_number', OUT.wrongNumber],
  ['do_not_call', OUT.doNotCall],
  ['cancelled', OUT.notReached],
])('%s leaves by its group', async (word, output) => {
  await begin();
  await says(word);
  expect(users('C', output)).toEqual(['ann']);
});

describe('calling again', () => {
  test('after no answer, when the time between is over and as often as was said; then Not Reached', async () => {
    await begin();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(desk().tasks).toHaveLength(attempt);
      await says(attempt === 1 ? '无人接听' : 'no_answer');
      await passes(4 * HOUR - 1);
      expect(desk().tasks).toHaveLength(attempt);
      await passes(1);
    }
    expect(new Set(desk().tasks.map(({ reference }) => reference)).size).toBe(3);
    expect(said(OUT.notReached)).toMatchObject([
      { outcome: 'no_answer', calls: [{}, {}, { outcome: 'no_answer' }] },
    ]);
  });

  test('each reason has its own ladder', async () => {
    await begin();
    await says('busy');
    await passes(30 * MINUTE);
    await says('no_answer');
    await passes(4 * HOUR);
    await says('connected');
    expect(said(OUT.reached)).toMatchObject([
      { calls: [{ outcome: 'busy' }, { outcome: 'no_answer' }, { outcome: 'connected' }] },
    ]);
  });

  test('whoever wants to be called back is called then', async () => {
    await begin();
    await says('callback', { again: new Date(now() + 30 * HOUR).toISOString() });
    await passes(30 * HOUR - 1);
    expect(desk().tasks).toHaveLength(1);
    await passes(1);
    expect(desk().tasks).toHaveLength(2);
  });

  test('never after the end: a call back that comes too late is none', async () => {
    await begin({ limitAmount: 1 });
    await says('callback', { again: new Date(now() + 2 * DAY).toISOString() });
    expect(users('C', OUT.notReached)).toEqual(['ann']);
  });

  test('not without a rule', async () => {
    await begin({ callAgain: { values: [] } });
    await says('no_answer');
    expect(users('C', OUT.notReached)).toEqual(['ann']);
  });

  test('lengths of time are divided by the time scale', async () => {
    await begin({}, { settings: { timeScale: 60 } });
    await says('no_answer');
    await passes(4 * MINUTE);
    expect([desk().tasks.length, desk().tasks[1]?.ttl]).toEqual([2, 72 * 60 - 4 * 60]);
  });
});

describe('the end of the wait', () => {
  test('nobody said anything: Timed Out, over all calls', async () => {
    await begin({ limitAmount: 5, limitUnit: 'hours' });
    await says('no_answer');
    await passes(4 * HOUR);
    expect(desk().tasks[1]?.ttl).toBe(3600);
    await passes(HOUR);
    expect(said(OUT.timedOut)).toMatchObject([
      { outcome: 'timed_out', calls: [{ outcome: 'no_answer' }, {}] },
    ]);
  });

  test('what is said after it changes nothing', async () => {
    await begin();
    await passes(3 * DAY);
    await says('connected');
    expect([users('C', OUT.timedOut), users('C', OUT.reached)]).toEqual([['ann'], []]);
  });

  test('who leaves the journey is called no more', async () => {
    await begin({}, { exits: { values: [{ event: 'bought' }] } });
    await says('no_answer');
    await happens('bought', ['ann']);
    await passes(DAY);
    expect([desk().tasks.length, ended().flatMap(({ run }) => items(run, 'C', OUT.notReached))]).toEqual([
      1,
      [],
    ]);
  });
});

describe('callable hours', () => {
  const clock = (at: number) => new Date(at).toISOString().slice(11, 16);

  test('before them no task exists; then the call is created', async () => {
    await begin({ callableFrom: clock(now() + 2 * HOUR), callableUntil: clock(now() + 5 * HOUR) });
    expect(desk().tasks).toEqual([]);
    await passes(2 * HOUR);
    expect(desk().tasks).toHaveLength(1);
    await passes(2 * HOUR);
    await says('no_answer');
    // Four hours later it is too late for today.
    await passes(4 * HOUR);
    expect(desk().tasks).toHaveLength(1);
    await passes(18 * HOUR);
    expect(desk().tasks).toHaveLength(2);
  });

  test('calls that waited for them are spread, the same person always by as much', async () => {
    const hours = { callableFrom: clock(now() + 2 * HOUR), callableUntil: clock(now() + 5 * HOUR) };
    await begin({ ...hours, settings: { spreadMinutes: 60 } }, {}, ['ann', 'bob', 'zoe']);
    const created: number[] = [];
    await passes(2 * HOUR);
    for (let minute = 0; minute <= 60; minute += 1) {
      created.push(desk().tasks.length);
      await passes(60_000);
    }
    expect([created[0], created.at(-1)]).toEqual([0, 3]);
    expect(new Set(created).size).toBeGreaterThan(2);
  });

  test('who cannot be called in time has timed out, and after a call leaves with its result', async () => {
    const hours = { callableFrom: clock(now() + 5 * HOUR), callableUntil: clock(now() + 6 * HOUR) };
    await begin({ ...hours, limitAmount: 3, limitUnit: 'hours' });
    await passes(3 * HOUR);
    expect([desk().tasks, said(OUT.timedOut)]).toMatchObject([[], [{ outcome: 'timed_out' }]]);
  });
});

describe('guards', () => {
  test('who wants no more calls gets none from any journey', async () => {
    await begin();
    const kept = jest.spyOn(await openStore(), 'setConsents');
    await says('do_not_call');
    expect(kept.mock.calls.length).toBeGreaterThan(0);
    await canvas().close();
    await begin({}, {}, ['ann', 'bob']);
    expect(desk().tasks.map(({ phone }) => phone)).toEqual([PHONES.ann, PHONES.bob]);
    expect(said(OUT.notCalled)).toMatchObject([{ outcome: 'suppressed', reason: 'refused' }]);
    await (
      await openStore()
    ).setConsents([{ userId: 'ann', channel: 'call', category: '', given: true, at: now() + 1 }]);
  });

  test('calls are capped over all journeys, each attempt counts, and who was called leaves with the result', async () => {
    const caps = { values: [{ most: 2, per: 'rolling', amount: 20, unit: 'hours' }] };
    await begin({ settings: { caps } });
    await says('no_answer');
    await passes(4 * HOUR);
    await says('no_answer');
    await passes(4 * HOUR);
    expect([desk().tasks.length, said(OUT.notReached)]).toMatchObject([2, [{ outcome: 'no_answer' }]]);
    await canvas().close();
    await begin({ settings: { caps } });
    expect([desk().tasks.length, said(OUT.notCalled)]).toMatchObject([
      2,
      [{ outcome: 'capped', reason: 'limit of 2' }],
    ]);
  });

  test('whoever is held out is not called and goes on as if', async () => {
    await begin({}, { settings: { holdoutPercent: 100 } });
    expect([desk().tasks, said(OUT.reached)]).toMatchObject([[], [{ outcome: 'would_have' }]]);
  });

  test('without a number there is no call', async () => {
    await begin({ to: '', trait: 'mobile' });
    expect(said(OUT.notCalled)).toMatchObject([
      { outcome: 'failed', reason: 'no number: the profile has no mobile' },
    ]);
  });
});

test.each<[IDataObject, RegExp]>([
  [{ groups: { values: [] } }, /There is no outcome group/],
  [{ groups: { values: [{ name: 'A', ends: ['connected'] }] } }, /No outcome group has no_answer/],
  [{ callAgain: { values: [{ after: 'busy' }, { after: 'busy' }] } }, /Two rows of Call Again are for busy/],
  [{ callAgain: { values: [{ after: 'busy', times: 0.5 }] } }, /At Most of Call Again 1 is 0.5/],
  [{ priority: -1 }, /Priority is -1/],
  [{ callableFrom: '9' }, /Callable From is 9/],
  [{ callableOn: [8] }, /Callable On has 8/],
  [{ holidays: 'XX' }, /Except Holidays Of is XX/],
  [{ limitAmount: -1 }, /Wait at Most is -1/],
  [{ settings: { caps: { values: [{ most: -1 }] } } }, /At Most of Frequency Cap 1 is -1/],
  [{ settings: { timeZone: 'Mars' } }, /Time Zone "Mars" does not exist/],
])('%j is refused before anything is created', async (parameters, text) => {
  await begin(parameters);
  expect([desk().tasks, errors()[0]]).toEqual([[], expect.stringMatching(text)]);
});
