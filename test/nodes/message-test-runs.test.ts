/** What Send Message shows, and really does, in test runs of n8n's editor. */
import { aroundNow, gateway, message, OUT, sent } from './gateway';
import { items } from './harness';
import { canvas, publish, stage } from './stage';

stage();
gateway();

describe('test runs', () => {
  test('show the words and send nothing', async () => {
    await publish([message()], [['T', 'M']]);
    const run = await canvas().manual('M', [{ userId: 'ann' }]);
    expect([sent, items(run, 'M')]).toMatchObject([
      [],
      [{ userId: 'ann', message: { outcome: 'simulated', channel: 'sms', text: 'Hello ann' } }],
    ]);
  });

  test('show the words of every channel, in the order in which they would be tried', async () => {
    const channels = [
      { channel: 'wechat', content: 'template', template: 'T1' },
      { text: 'Or by SMS {{ $json.userId }}' },
    ];
    await publish([message({}, channels)], [['T', 'M']]);
    const run = await canvas().manual('M', [{ userId: 'ann' }]);
    expect(items(run, 'M')).toMatchObject([
      {
        message: {
          ...{ outcome: 'simulated', channel: 'wechat', template: 'T1' },
          otherChannels: [{ channel: 'sms', text: 'Or by SMS ann' }],
        },
      },
    ]);
  });

  test('send when told to, and never wait', async () => {
    const settings = { reallyInTestRuns: true, timeZone: 'UTC' };
    const quietHours = { values: aroundNow() };
    await publish([message({ settings })], [['T', 'M']]);
    await canvas().manual('M', [{ userId: 'test-ann' }]);
    expect(sent).toHaveLength(1);
    await canvas().close();
    await publish([message({ settings: { ...settings, quietHours } })], [['T', 'M']]);
    const run = await canvas().manual('M', [{ userId: 'test-ann' }]);
    expect(items(run, 'M', OUT.suppressed)).toMatchObject([{ message: { reason: 'quiet_hours' } }]);
  });
});
