/** Send Message: guards, outcomes and fallback, in n8n's own engine against a gateway of one's own. */
import type { IDataObject } from 'n8n-workflow';
import { behaviour, gateway, message, OUT, refuse, said, send, sent } from './gateway';
import { openStore } from './harness';
import { canvas, DAY, ended, errors, happens, passes, publish, stage, users } from './stage';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);
stage();
gateway();

test('the words, the address and our key reach the gateway; its id is in the item', async () => {
  await send();
  expect([errors(), sent]).toMatchObject([
    [],
    [{ to: '+8613800000000', text: 'Hello ann', channel: 'sms', key: expect.stringMatching(/:0:0$/) }],
  ]);
  expect(said(OUT.sent)).toEqual([
    {
      ...{ outcome: 'sent', channel: 'sms', to: '+8613800000000', messageId: 'm-1', reason: null },
      ...{ category: 'marketing', provider: 'genericHttp' },
      attempts: [{ outcome: 'sent', channel: 'sms', to: '+8613800000000', messageId: 'm-1', reason: null }],
    },
  ]);
  expect(sent[0]?.callbackUrl).toBeUndefined();
});

test('a template goes out with its parameters; the number comes from the profile', async () => {
  const start = await publish(
    [message({}, [{ to: '', content: 'template', template: 'T-1', params: '{"n": 2, "name": "Ann"}' }])],
    [['T', 'M']],
  );
  await happens('$identify', ['ann'], { phone: '+4915112345678' });
  await happens(start, ['ann', 'bob']);
  expect(sent).toMatchObject([{ to: '+4915112345678', template: 'T-1', params: { n: '2', name: 'Ann' } }]);
  expect([users('M', OUT.sent), said(OUT.failed)]).toMatchObject([
    ['ann'],
    [{ outcome: 'failed', to: null, reason: 'no address: the profile has no phone' }],
  ]);
});

describe('the next channel', () => {
  const two = [{ channel: 'wechat' }, { channel: 'sms' }];
  test('is tried after a refusal, and both attempts are told', async () => {
    behaviour.push(422);
    await send({}, two);
    expect(sent.map(({ channel }) => channel)).toEqual(['wechat', 'sms']);
    expect(said(OUT.sent)).toMatchObject([
      { outcome: 'sent', channel: 'sms', attempts: [{ channel: 'wechat', outcome: 'failed' }, {}] },
    ]);
  });

  test('never after an unclear end: nobody gets both', async () => {
    behaviour.push(503);
    await send({}, two);
    expect([sent.length, said(OUT.unknown)]).toMatchObject([1, [{ channel: 'wechat', outcome: 'unknown' }]]);
  });

  test('only after the outcomes that were chosen', async () => {
    behaviour.push(422);
    await send({ settings: { nextAfter: ['capped'] } }, two);
    expect([sent.length, said(OUT.failed)]).toMatchObject([1, [{ channel: 'wechat' }]]);
  });
});

describe('an end that is not known', () => {
  test.each([503, 0])('%i: is never sent again blindly', async (status) => {
    behaviour.push(status);
    await send();
    await passes(DAY);
    expect([sent.length, said(OUT.unknown).length]).toEqual([1, 1]);
  });

  test('a process that died after sending: unknown, and sent once', async () => {
    const start = await publish([message()], [['T', 'M']]);
    const store = await openStore();
    const reserve = store.reserveContact.bind(store);
    // The lease is over at once, as if the process came back much later.
    jest.spyOn(store, 'reserveContact').mockImplementation((one) => reserve({ ...one, leaseMs: -1 }));
    jest.spyOn(store, 'settleContact').mockRejectedValueOnce(new Error('killed'));
    await happens(start, ['ann']);
    await passes(DAY);
    expect([ended().length, sent.length, said(OUT.unknown).length]).toEqual([2, 1, 1]);
  });

  test('a refusal for now is tried a little later, under the same key', async () => {
    behaviour.push(429);
    await send();
    expect([said(OUT.sent).length, sent.length, new Set(sent.map(({ key }) => key)).size]).toEqual([1, 2, 1]);
  });
});

describe('guards', () => {
  const day = { values: [{}] };

  test('a cap counts over journeys; transactional messages know none', async () => {
    const settings = { caps: day };
    await send({ settings });
    await canvas().close();
    await send({ settings });
    expect(said(OUT.capped)).toMatchObject([{ outcome: 'capped', reason: 'limit of 1' }]);
    await canvas().close();
    await send({ settings, transactional: true });
    await passes(DAY);
    await canvas().close();
    await send({ settings });
    expect(sent).toHaveLength(3);
  });

  test('what counts may be all messages, those of the channel or those of the category', async () => {
    await send({ settings: { category: 'news' } });
    const outcomes: unknown[] = [];
    for (const counted of ['all', 'channel', 'category']) {
      await canvas().close();
      const caps = { values: [{ of: counted }] };
      await send({ settings: { category: 'offers', caps } }, [{ channel: 'wechat' }]);
      outcomes.push(said(OUT.capped).length);
    }
    expect([outcomes, sent.length]).toEqual([[1, 0, 1], 2]);
  });

  test('whoever has refused gets nothing', async () => {
    await publish([message()], [['T', 'M']]);
    await refuse('eve', 1);
    await canvas().close();
    await send({}, undefined, ['eve', 'bob']);
    expect([users('M', OUT.sent), users('M', OUT.suppressed)]).toEqual([['bob'], ['eve']]);
    expect(said(OUT.suppressed)).toMatchObject([{ reason: 'refused' }]);
  });

  test('where consent is needed, silence is none', async () => {
    await send({ consent: 'onlyIfGiven' });
    expect([sent, said(OUT.suppressed)]).toMatchObject([[], [{ reason: 'no_consent' }]]);
  });
});

test('whoever is held out gets nothing and goes on as if', async () => {
  await send({}, undefined, ['ann'], { settings: { holdoutPercent: 100 } });
  expect([sent, said(OUT.sent)]).toMatchObject([[], [{ outcome: 'would_have', messageId: null }]]);
});

test.each<[IDataObject, IDataObject[], RegExp]>([
  [{}, [], /There is no channel/],
  [{}, [{ text: ' ' }], /The Text of channel 1 is empty/],
  [{}, [{ content: 'template' }], /Template Code of channel 1 is empty/],
  [{}, [{ content: 'template', template: 'T', params: '[1]' }], /Template Parameters of channel 1/],
  [{ settings: { timeZone: 'Mars' } }, [{}], /Time Zone "Mars" does not exist/],
  [{ settings: { quietHours: { values: { from: '9' } } } }, [{}], /Begins At of Quiet Hours is 9/],
  [{ settings: { quietHours: { values: { days: [8] } } } }, [{}], /Only On has 8/],
  [{ settings: { caps: { values: [{ most: -1 }] } } }, [{}], /At Most of Frequency Cap 1 is -1/],
  [{ settings: { caps: { values: [{ per: 'week' }] } } }, [{}], /Per of Frequency Cap 1 is week/],
])('%j %j is refused before anything is sent', async (parameters, channels, text) => {
  await send(parameters, channels);
  expect([sent, errors()[0]]).toEqual([[], expect.stringMatching(text)]);
});
