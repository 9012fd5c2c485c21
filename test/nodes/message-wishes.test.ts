/** What people answer about messages as such: whose word it is, and for which channel. */
import { node } from '../support/workflow';
import { callsBack, console, gateway, message } from './gateway';
import { openStore } from './harness';
import { DAY, errors, happens, passes, publish, settledNow, stage } from './stage';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);
stage();
gateway();

/** On which channels somebody wants no messages. */
const refusedBy = async (userId: string) => {
  const [profile] = await (await openStore()).userProfiles([userId]);
  return (profile?.consents ?? []).filter(({ given }) => !given).map(({ channel }) => channel);
};

test.each([
  ['a call task to the same number', 'call'],
  ['a message to a colleague with that number', 'staff'],
])('after %s it is still the SMS that is refused', async (_, channel) => {
  const list = { madeBy: 'callList', to: '+8613800000000', callableFrom: '00:00', callableUntil: '24:00' };
  const staff = { channels: { values: [{ channel: 'staff', to: '+8613800000000', text: 'Call ann' }] } };
  const credentials = { smsProviderApi: { id: '1', name: 'gateway' } };
  const later =
    channel === 'call'
      ? node('C', 'outboundCallTask', { ...list, settings: { timeZone: 'UTC' } }, { webhookId: 'ca11' })
      : node('C', 'sendMessage', staff, { credentials, webhookId: '57aff' });
  const start = await publish(
    [message(), node('W', 'waitForEvent', { branches: { values: [{ event: 'go' }] } }), later],
    [
      ['T', 'M'],
      ['M', 'W'],
      ['W', 'C'],
    ],
  );
  await happens(start, ['tom']);
  await passes(1);
  await happens('go', ['tom']);
  await callsBack(console(), { from: '13800000000', text: 'TD' });
  await settledNow();
  expect([errors(), await refusedBy('tom')]).toEqual([[], ['sms']]);
});

test("what a colleague answers is nobody else's word", async () => {
  const start = await publish([message({}, [{ channel: 'staff', to: '+8613911112222' }])], [['T', 'M']]);
  await happens(start, ['kim']);
  expect(await callsBack(console(), { from: '13911112222', text: 'TD' })).toEqual([200, '']);
  await settledNow();
  expect(await refusedBy('kim')).toEqual([]);
});

test('whoever answers START gets them again', async () => {
  const start = await publish([message()], [['T', 'M']]);
  await happens(start, ['uma']);
  await callsBack(console(), { from: '13800000000', text: 'STOP' });
  expect(await refusedBy('uma')).toEqual(['sms']);
  await passes(30 * DAY);
  await callsBack(console(), { from: '13800000000', text: 'Start' });
  expect(await refusedBy('uma')).toEqual([]);
});
