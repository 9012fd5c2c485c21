import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { enter, found } from '../kit';
import { contactFor } from './contacts';

/** Whether something is being sent whose name at the provider is not known yet. */
export function describeSending(open: Open): void {
  const now = freshStore(open);
  const sending = async () => [
    await now().store.isSending('kannel'),
    await now().store.isSending('twilio'),
    await now().store.isSending('call:kannel'),
  ];
  const begun = async (given: Parameters<typeof contactFor>[1] = {}) => {
    const person = found((await enter(now().store, ['ann']))[0]);
    await now().store.reserveContact(contactFor(person, { key: 'one', ...given }));
  };
  const end = { key: 'one', attempt: 1, result: null, provider: 'kannel', messageId: 'm-1' };

  test.each(['done', 'failed', 'unknown', 'open'] as const)(
    'from the reservation until its end is written down: %s',
    async (state) => {
      expect(await sending()).toEqual([false, false, false]);
      await begun();
      expect(await sending()).toEqual([true, false, false]);
      await now().store.settleContact({ ...end, state });
      expect(await sending()).toEqual([false, false, false]);
    },
  );

  test('who died over it sends no longer than the lease', async () => {
    await begun({ leaseMs: 0 });
    expect(await sending()).toEqual([false, false, false]);
  });
}
