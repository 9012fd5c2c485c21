/** What comes back for a message: reports and replies, early, double, unsigned and strange. */
import type { IDataObject } from 'n8n-workflow';
import { node } from '../support/workflow';
import { behaviour, callsBack, console, gateway, message, OUT, REPORTED, sent } from './gateway';
import { items, openStore } from './harness';
import {
  arrived,
  canvas,
  DAY,
  ended,
  errors,
  happens,
  now,
  passes,
  publish,
  settledNow,
  stage,
  users,
} from './stage';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);
stage();
gateway();

const HOUR = DAY / 24;
const WAIT = { deliveryReports: 'wait' };
const said = (output: number) => arrived('M', output).map((item) => item['message'] as IDataObject);
const send = async (parameters: IDataObject = WAIT, channels?: readonly IDataObject[]) => {
  const start = await publish([message(parameters, channels)], [['T', 'M']]);
  await happens(start, ['ann']);
};
const report = async (status: string, given: IDataObject = {}, of = sent.at(-1)) => {
  const answer = await callsBack(of?.callbackUrl, { status, ...given });
  await settledNow();
  return answer;
};

describe('waiting for delivery', () => {
  test('people go on once the message has arrived; that it is on its way changes nothing', async () => {
    await send();
    expect([sent.length, arrived('M')]).toEqual([1, []]);
    expect(await report('sent')).toEqual([200, '']);
    expect(arrived('M')).toEqual([]);
    expect(await report('delivered')).toEqual([200, '']);
    expect([errors(), said(REPORTED.delivered)]).toMatchObject([
      [],
      [{ outcome: 'delivered', messageId: 'm-1', attempts: [{ outcome: 'delivered' }] }],
    ]);
  });

  test('the item still has what was there before, and no message goes out twice', async () => {
    const start = await publish(
      [message(WAIT), node('N', 'test.stamp', { value: "={{ $('T').item.json.properties.plan }}" })],
      [
        ['T', 'M'],
        ['M', 'N', REPORTED.delivered],
      ],
    );
    await happens(start, ['ann'], { plan: 'pro' });
    await report('delivered');
    await passes(DAY);
    expect([sent.length, arrived('N').map(({ stamp }) => stamp)]).toEqual([1, ['pro']]);
  });

  test('a report that is faster than the answer of the gateway is not lost', async () => {
    behaviour.push(async (one) => void (await callsBack(one.callbackUrl, { status: 'delivered' })));
    await send();
    expect(users('M', REPORTED.delivered)).toEqual(['ann']);
    expect(ended().flatMap(({ run }) => items(run, 'M')).length).toBe(1);
  });

  test('after a definite failure the next channel is tried', async () => {
    await send(WAIT, [{ channel: 'wechat' }, { channel: 'sms' }]);
    await report('failed', { code: '43101', reason: 'not subscribed' });
    expect(sent.map(({ channel }) => channel)).toEqual(['wechat', 'sms']);
    await report('delivered');
    expect(said(REPORTED.delivered)).toMatchObject([
      {
        channel: 'sms',
        attempts: [{ channel: 'wechat', outcome: 'undelivered', reason: '43101: not subscribed' }, {}],
      },
    ]);
  });

  test('without a next channel it leaves by its own output', async () => {
    await send();
    await report('failed');
    expect(said(REPORTED.undelivered)).toMatchObject([{ outcome: 'undelivered' }]);
  });

  test('without a word in time', async () => {
    await send();
    await passes(HOUR);
    expect(said(REPORTED.noReport)).toMatchObject([{ outcome: 'no_report', messageId: 'm-1' }]);
    // Late: counted, never rewound.
    await report('delivered');
    expect(arrived('M', REPORTED.delivered)).toEqual([]);
  });

  test('a report tells what the gateway itself did not', async () => {
    behaviour.push(503);
    await send();
    expect(arrived('M', REPORTED.unknown)).toEqual([]);
    await report('delivered');
    expect(said(REPORTED.delivered)).toMatchObject([{ outcome: 'delivered', reason: null }]);
  });

  test('and without one it stays unknown', async () => {
    behaviour.push(503);
    await send();
    await passes(HOUR);
    expect([sent.length, said(REPORTED.unknown)]).toMatchObject([1, [{ outcome: 'unknown' }]]);
  });

  test('of two messages to one person each has its own report', async () => {
    const start = await publish([message(WAIT)], [['T', 'M']], { reEntry: 'always' });
    for (const booking of [1, 2]) await happens(start, ['ann'], { booking });
    expect(sent).toHaveLength(2);
    await report('failed', {}, sent[0]);
    expect([arrived('M', REPORTED.undelivered).length, arrived('M', REPORTED.delivered)]).toEqual([1, []]);
    await report('delivered', {}, sent[1]);
    expect(arrived('M', REPORTED.delivered)).toHaveLength(1);
  });
});

describe('user events', () => {
  /** A journey for each event of a kind, behind the one that sends. */
  const heard = async (event: string) => {
    const start = await publish(
      [
        message({ deliveryReports: 'take' }),
        node('W', 'waitForEvent', { branches: { values: [{ event }] }, limitAmount: 30 }),
      ],
      [
        ['T', 'M'],
        ['M', 'W'],
      ],
      { reEntry: 'always' },
    );
    await happens(start, ['ann']);
  };
  const events = () => arrived('W').map(({ wait }) => (wait as IDataObject)['event'] as IDataObject);

  test('a report names message, channel and reason', async () => {
    await heard('message.failed');
    await report('failed', { code: '1', reason: 'no such number' });
    expect(events()).toMatchObject([
      {
        ...{ userId: 'ann', event: 'message.failed', source: 'messages' },
        properties: {
          ...{ provider: 'genericHttp', channel: 'sms', category: 'marketing', messageId: 'm-1' },
          ...{ reference: sent[0]?.key, code: '1', reason: 'no such number' },
        },
      },
    ]);
  });

  test.each([
    ['9分', 9],
    ['thanks', null],
  ])('a reply %s is found by the number it came from', async (text, number) => {
    await heard('message.replied');
    const reply = { from: '13800000000', to: '1069', text };
    expect(await callsBack(console(), reply)).toEqual([200, '']);
    await settledNow();
    expect(events()).toMatchObject([{ userId: 'ann', properties: { text, number, channel: 'sms' } }]);
  });

  test('whoever answers STOP gets no more on this channel', async () => {
    await heard('message.replied');
    await callsBack(console(), { from: '13800000000', text: 'TD' });
    await settledNow();
    const before = sent.length;
    await canvas().close();
    await send({});
    expect([sent.length, said(OUT.suppressed)]).toMatchObject([before, [{ reason: 'refused' }]]);
    const given = { userId: 'ann', channel: 'sms', category: '', given: true };
    await (await openStore()).setConsents([{ ...given, at: now() + 1 }]);
  });

  test('a reply answers no message that is older than seven days', async () => {
    await heard('message.replied');
    await passes(7 * DAY + 1);
    await callsBack(console(), { from: '13800000000', text: '9' });
    await settledNow();
    expect(events()).toEqual([]);
  });

  test('what is said twice happens once', async () => {
    await heard('message.replied');
    const reply = { from: '13800000000', text: 'again', eventId: 'seq-7' };
    for (let time = 0; time < 2; time += 1) expect(await callsBack(console(), reply)).toEqual([200, '']);
    await settledNow();
    expect(events()).toHaveLength(1);
  });

  test('unsigned or about nobody: refused, or acknowledged and nothing else', async () => {
    await heard('message.replied');
    const forged = console().replace(/secret=.*/, 'secret=guessed');
    expect((await callsBack(forged, { from: '13800000000', text: '9' }))[0]).toBe(401);
    expect(await callsBack(console(), { from: '+4930123456', text: '9' })).toEqual([200, '']);
    for (const whose of [{ reference: 'x' }, { id: 'x' }])
      expect(await callsBack(console(), { status: 'delivered', ...whose })).toEqual([200, '']);
    expect((await callsBack(console(), { nonsense: true }))[0]).toBe(400);
    await settledNow();
    expect(events()).toEqual([]);
  });
});

test('whoever is held out does not wait for a report that cannot come', async () => {
  const start = await publish([message(WAIT)], [['T', 'M']], { settings: { holdoutPercent: 100 } });
  await happens(start, ['ann']);
  expect([sent, said(OUT.sent)]).toMatchObject([[], [{ outcome: 'would_have' }]]);
});
