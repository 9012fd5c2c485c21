import type { CallRequest, ClaimedPerson } from '../../../journey/ports/store';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import { enter, found, MINUTE, personOf, ROOMY, run, T0, TRIGGER } from '../kit';

export function callFor(person: ClaimedPerson, given: Partial<CallRequest> = {}): CallRequest {
  return {
    person: personOf(person),
    key: `${person.deliveryId}/coupon/0:service`,
    nodeId: 'coupon',
    kind: 'coupon_service',
    leaseMs: MINUTE,
    idempotent: false,
    now: T0,
    ...given,
  };
}

/** At most one call to a service per key is under way, and none is made blindly a second time. */
export function describeCalls(open: Open): void {
  const now = freshStore(open);
  const ann = async () => found((await enter(now().store, ['ann']))[0]);
  const effects = () =>
    now().engine.db.selectFrom('journey_effect').select(['state', 'attempt', 'result']).execute();
  const reserve = (request: CallRequest) => now().store.reserveCall(request);
  const settle = (key: string, state: 'done' | 'failed' | 'unknown' | 'open', attempt = 1) =>
    now().store.settleCall({ key, attempt, state, result: state });

  test('a call that is done is never made again, and its result is found again', async () => {
    const call = callFor(await ann());
    expect(await reserve(call)).toEqual({ kind: 'reserved', attempt: 1 });
    expect(await settle(call.key, 'done')).toBe(true);
    expect(await reserve({ ...call, idempotent: true })).toEqual({ kind: 'done', result: 'done' });
    expect(await effects()).toEqual([{ state: 'done', attempt: 1, result: 'done' }]);
  });

  test.each([true, false])(
    'while a call may be under way, no other is made (idempotent: %s)',
    async (idempotent) => {
      const call = callFor(await ann(), { idempotent });
      await reserve(call);
      expect(await reserve(call)).toEqual({ kind: 'in_progress' });
      expect(await effects()).toMatchObject([{ state: 'reserved', attempt: 1 }]);
    },
  );

  test('a call that was never reported is made again where the service honours the key', async () => {
    const call = callFor(await ann(), { idempotent: true, leaseMs: 0 });
    await reserve(call);
    expect(await reserve(call)).toEqual({ kind: 'reserved', attempt: 2 });
  });

  test('but not once the service has forgotten the key', async () => {
    const call = callFor(await ann(), { idempotent: true, leaseMs: 0, keysLastMs: MINUTE });
    await reserve(call);
    expect(await reserve({ ...call, now: T0 + MINUTE - 1 })).toEqual({ kind: 'reserved', attempt: 2 });
    expect(await reserve({ ...call, now: T0 + MINUTE })).toEqual({ kind: 'unknown', result: null });
  });

  test('elsewhere it is unknown from then on, also once the service is said to honour keys', async () => {
    const call = callFor(await ann(), { leaseMs: 0 });
    await reserve(call);
    for (const idempotent of [false, true])
      expect(await reserve({ ...call, idempotent })).toEqual({ kind: 'unknown', result: null });
    expect(await effects()).toEqual([{ state: 'unknown', attempt: 1, result: null }]);
  });

  test('a definite refusal may be tried again', async () => {
    const call = callFor(await ann());
    await reserve(call);
    await settle(call.key, 'failed');
    expect(await reserve(call)).toEqual({ kind: 'reserved', attempt: 2 });
  });

  test('a call that was given back may be made at once with the same key', async () => {
    const call = callFor(await ann(), { idempotent: true });
    await reserve(call);
    expect(await settle(call.key, 'open')).toBe(true);
    expect(await reserve(call)).toEqual({ kind: 'reserved', attempt: 2 });
  });

  test('an answer that came too late counts while nobody has called again, and not after', async () => {
    const call = callFor(await ann(), { leaseMs: 0 });
    await reserve(call);
    await reserve(call);
    expect(await settle(call.key, 'done')).toBe(true);
    const other = { ...call, key: 'other', idempotent: true };
    await reserve(other);
    await reserve(other);
    expect(await settle('other', 'failed', 1)).toBe(false);
    expect(await settle('other', 'done', 2)).toBe(true);
  });

  test('nothing is called for a stale attempt, or for somebody who has left', async () => {
    const person = await ann();
    await now().store.recover('boot-2', { ...ROOMY, othersAreDead: true }, T0);
    expect(await reserve(callFor(person))).toEqual({ kind: 'stale_attempt' });
    const [again] = await run(now().store, TRIGGER, 'replay', T0, 'boot-2');
    await now().engine.db.updateTable('journey_enrollment').set({ state: 'ended' }).execute();
    expect(await reserve(callFor(found(again)))).toEqual({ kind: 'exited' });
    expect(await effects()).toEqual([]);
  });

  test('the lease outlives the attempt: who takes over waits for a call that may still be under way', async () => {
    const call = callFor(await ann(), { idempotent: true });
    await reserve(call);
    await now().store.recover('boot-2', { ...ROOMY, othersAreDead: true }, T0);
    const [again] = await run(now().store, TRIGGER, 'replay', T0, 'boot-2');
    const replay = { ...call, person: personOf(found(again)) };
    expect(await reserve(replay)).toEqual({ kind: 'in_progress' });
    await now().engine.db.updateTable('journey_effect').set({ lease_until: 1 }).execute();
    expect(await reserve(replay)).toEqual({ kind: 'reserved', attempt: 2 });
  });
}
