/** Quiet hours of Send Message, in n8n's own engine against a gateway of one's own. */
import type { IDataObject } from 'n8n-workflow';
import { aroundNow, behaviour, gateway, message, OUT, refuse, said, send, sent } from './gateway';
import { openStore } from './harness';
import { arrived, canvas, DAY, errors, happens, move, now, passes, publish, stage, users } from './stage';

stage();
gateway();

const HOUR = DAY / 24;

describe('quiet hours', () => {
  const quiet = (given: IDataObject = {}) => ({
    settings: { timeZone: 'UTC', quietHours: { values: { ...aroundNow(), spreadMinutes: 0, ...given } } },
  });

  test('on holidays they last all day', async () => {
    move(Date.UTC(2027, 4, 1, 12) - now());
    await send(quiet({ from: '00:00', to: '00:00', holidays: 'AT' }));
    expect(sent).toEqual([]);
    await passes(DAY / 2);
    expect(sent).toHaveLength(1);
  });

  test('the message waits until they are over, with all that is known of the person', async () => {
    await send(quiet(), [{ text: "Hello {{ $('T').item.json.userId }}" }], ['ann', 'bob'], {
      peoplePerExecution: 10,
    });
    expect([sent, arrived('M')]).toEqual([[], []]);
    await passes(3 * HOUR - 1);
    expect(sent).toEqual([]);
    await passes(1);
    expect([errors(), sent.map(({ text }) => text).sort()]).toEqual([[], ['Hello ann', 'Hello bob']]);
    expect(users('M')).toEqual(['ann', 'bob']);
  });

  test('then all guards are asked again', async () => {
    await send(quiet(), undefined, ['zoe', 'bob']);
    await refuse('zoe', 2);
    await passes(3 * HOUR);
    expect([users('M', OUT.sent), users('M', OUT.suppressed)]).toEqual([['bob'], ['zoe']]);
  });

  test('releases are spread', async () => {
    const people = Array.from({ length: 8 }, (_, index) => `person-${index}`);
    await send(quiet({ spreadMinutes: 60 }), undefined, people);
    await passes(3 * HOUR);
    const first = sent.length;
    await passes(HOUR);
    expect([first < 8, sent.length]).toEqual([true, 8]);
  });

  test('who leaves the journey meanwhile gets nothing', async () => {
    await send(quiet(), undefined, ['ann'], { exits: { values: [{ event: 'bought' }] } });
    await happens('bought', ['ann']);
    await passes(DAY);
    expect([sent, arrived('M')]).toEqual([[], []]);
  });

  test('or the message is left out', async () => {
    await send(quiet({ outside: 'skip' }));
    expect(said(OUT.suppressed)).toMatchObject([{ reason: 'quiet_hours' }]);
  });

  test('a channel behind the refused one waits, and the first is not tried again', async () => {
    behaviour.push(422);
    await send({}, [{ channel: 'wechat' }, { channel: 'sms' }]);
    await canvas().close();
    sent.length = 0;
    await publish([message()], [['T', 'M']]);
    const store = await openStore();
    await store.setConsents([{ userId: 'ann', channel: 'wechat', category: '', given: false, at: 3 }]);
    await canvas().close();
    await send(quiet(), [{ channel: 'wechat' }, { channel: 'sms' }]);
    await passes(3 * HOUR);
    expect(sent.map(({ channel }) => channel)).toEqual(['sms']);
    expect(said(OUT.sent).at(-1)).toMatchObject({
      attempts: [{ channel: 'wechat', reason: 'refused' }, { channel: 'sms' }],
    });
  });
});
