/** People whose profile does not say where to reach them: who has left or refused is no fault of an address. */
import { setTimeout as sleep } from 'node:timers/promises';
import { node } from '../support/workflow';
import { gateway, message, sent } from './gateway';
import { journeys, openStore } from './harness';
import { arrived, errors, happens, now, publish, stage, users } from './stage';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);
stage();
gateway();

const list = { madeBy: 'callList', to: '', callableFrom: '00:00', callableUntil: '24:00' };
const EXITS = { exits: { values: [{ event: 'quit' }] } };
/** Each with its channel, the field that tells how it ended, and where those leave who got nothing. */
const STEPS = [
  {
    ...{ name: 'a message', step: message({}, [{ to: '' }]), channel: 'sms', field: 'message' },
    out: [1, 3],
  },
  {
    name: 'a call',
    step: node('M', 'outboundCallTask', { ...list, settings: { timeZone: 'UTC' } }, { webhookId: 'ca12' }),
    ...{ channel: 'call', field: 'call', out: [6, 6] },
  },
] as const;

/** Takes people out of their journey at the moment at which the node asks for their address. */
async function whenAsked(userId: string): Promise<void> {
  const store = await openStore();
  const { profilesOf } = store;
  jest.spyOn(store, 'profilesOf').mockImplementation(async (asked) => {
    const quit = { userId, event: 'quit', source: 'default', properties: {}, eventId: null };
    await store.append([{ ...quit, timestamp: now(), receivedAt: now() }]);
    for (let moved = false; !moved; await sleep(2)) {
      journeys().runtime.poke();
      const { head, cursor } = await store.progress();
      moved = head === cursor;
    }
    return profilesOf(asked);
  });
}

describe.each(STEPS)('$name', ({ step, channel, field, out: [suppressed, failed] }) => {
  test('to nowhere has failed', async () => {
    await happens(await publish([step], [['T', 'M']]), ['ann']);
    expect([errors(), arrived('M', failed)]).toMatchObject([[], [{ [field]: { outcome: 'failed' } }]]);
  });

  test('for somebody who has just left: no item goes on', async () => {
    const start = await publish([step], [['T', 'M']], EXITS);
    await whenAsked('bea');
    await happens(start, ['bea']);
    expect([errors(), users('M', suppressed), users('M', failed), sent]).toEqual([[], [], [], []]);
  });

  test('for somebody who has refused: it is suppressed', async () => {
    const start = await publish([step], [['T', 'M']]);
    const refusal = { userId: 'cid', channel, category: '', given: false, at: now() };
    await (await openStore()).setConsents([refusal]);
    await happens(start, ['cid']);
    const shown = { outcome: 'suppressed', reason: 'refused' };
    expect([errors(), arrived('M', suppressed)]).toMatchObject([[], [{ [field]: shown }]]);
  });
});
