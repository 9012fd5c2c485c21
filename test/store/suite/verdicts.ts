import { sql } from 'kysely';
import type { Verdict } from '../../../journey/ports/doctor';
import { diagnose } from '../../../journey/store/doctor';
import { resolve } from '../../../journey/store/resolve';
import type { Open } from '../engines';
import { freshStore } from '../fixture';
import {
  deliveries,
  enrollments,
  enter,
  enterAndPark,
  event,
  found,
  HOUR,
  ROOMY,
  route,
  run,
  T0,
  TRIGGER,
  WAIT,
} from '../kit';
import { callFor } from './calls';
import { contactFor } from './contacts';

const RESOLVED = (what: string) => ({ kind: 'resolved', what });

/** What a person decides about what the doctor found. */
export function describeVerdicts(open: Open): void {
  const now = freshStore(open);
  const decide = (id: string, verdict: Verdict, at = T0 + HOUR) => resolve(now().engine, id, verdict, at);
  const findings = async () =>
    (await diagnose(now().engine, { now: T0, realNow: Date.now, examples: 9 })).findings;
  const execute = (text: string) => sql.raw(text).execute(now().engine.db);
  const dead = async () => {
    const person = found((await enter(now().store, ['ann']))[0]);
    for (const boot of ['boot-2', 'boot-3', 'boot-4']) {
      await now().store.recover(boot, { ...ROOMY, othersAreDead: true }, T0);
      await run(now().store, TRIGGER, `run ${boot}`, T0, boot);
    }
    expect(await deliveries(now().engine)).toMatchObject([{ state: 'dead', crashes: 2, attempt: 3 }]);
    return person;
  };

  test('the dead start again, with as many tries as at first, and alone', async () => {
    const { deliveryId } = await dead();
    expect(await decide(deliveryId, 'again')).toEqual(RESOLVED('delivery'));
    expect(await enrollments(now().engine)).toMatchObject([{ state: 'active', reason: null, error: null }]);
    expect(await run(now().store, TRIGGER, 'again', T0 + HOUR, 'boot-6')).toMatchObject([
      { userId: 'ann', attempt: 4 },
    ]);
    expect(await now().store.recover('boot-7', { ...ROOMY, othersAreDead: true }, T0)).toEqual({
      again: 1,
      dead: 0,
    });
    expect(await deliveries(now().engine)).toMatchObject([{ alone: 1 }]);
  });

  test('the dead are put to rest, and nobody is told of them any more', async () => {
    const { deliveryId } = await dead();
    expect(await decide(deliveryId, 'end')).toEqual(RESOLVED('delivery'));
    expect(await findings()).toEqual([]);
    expect(await enrollments(now().engine)).toMatchObject([{ state: 'ended', reason: 'error' }]);
    expect(await decide(deliveryId, 'again')).toEqual({ kind: 'not_open', state: 'settled' });
  });

  test('whoever was held goes on, or leaves because the journey changed', async () => {
    const people = await enter(now().store, ['ann', 'bob']);
    const [ann, bob] = people.map((person) => person.deliveryId);
    await now().store.holdPeople(
      people.map(({ deliveryId }) => ({ id: deliveryId, attempt: 1 })),
      'node_missing',
    );
    expect(await decide(found(ann), 'again')).toEqual(RESOLVED('delivery'));
    expect(await decide(found(bob), 'end')).toEqual(RESOLVED('delivery'));
    expect(await run(now().store, TRIGGER, 'again', T0 + HOUR)).toMatchObject([{ userId: 'ann' }]);
    const ended = (await enrollments(now().engine)).find((row) => row.user_id === 'bob');
    expect(ended).toMatchObject({ state: 'ended', reason: 'journey_changed' });
  });

  test('who is under way is not touched', async () => {
    const person = found((await enter(now().store, ['ann']))[0]);
    expect(await decide(person.deliveryId, 'again')).toEqual({ kind: 'not_open', state: 'running' });
    expect(await decide(person.deliveryId, 'end')).toEqual({ kind: 'not_open', state: 'running' });
    expect(await decide(person.enrollmentId, 'end')).toEqual({ kind: 'not_open', state: 'under way' });
    expect(await deliveries(now().engine)).toMatchObject([{ state: 'running', attempt: 1 }]);
  });

  test('nobody starts again without the event that let them in', async () => {
    const { deliveryId } = await dead();
    await execute('delete from journey_event');
    expect(await decide(deliveryId, 'again')).toEqual({ kind: 'cannot_go_on' });
    expect(await deliveries(now().engine)).toMatchObject([{ state: 'dead' }]);
    expect(await decide(deliveryId, 'end')).toEqual(RESOLVED('delivery'));
  });

  test('a call is said to be done, and is never made again', async () => {
    const call = callFor(found((await enter(now().store, ['ann']))[0]), { leaseMs: 0 });
    await now().store.reserveCall(call);
    await now().store.reserveCall(call);
    expect(await decide(call.key, 'done')).toEqual(RESOLVED('call'));
    expect(await now().store.reserveCall(call)).toEqual({ kind: 'done', result: null });
    expect(await decide(call.key, 'failed')).toEqual({ kind: 'not_open', state: 'done' });
  });

  test('a call is said to have failed, and may be made again', async () => {
    const call = callFor(found((await enter(now().store, ['ann']))[0]), { leaseMs: 0 });
    await now().store.reserveCall(call);
    expect(await decide(call.key, 'failed')).toEqual(RESOLVED('call'));
    expect(await now().store.reserveCall(call)).toEqual({ kind: 'reserved', attempt: 2 });
  });

  test('a message is said to have failed, counts for no cap any more, and may be sent', async () => {
    const message = contactFor(found((await enter(now().store, ['ann']))[0]), { leaseMs: 0 });
    await now().store.reserveContact(message);
    expect(await decide(message.key, 'failed')).toEqual(RESOLVED('call'));
    expect(await now().store.reserveContact(message)).toEqual({ kind: 'reserved', attempt: 2 });
  });

  test('a call that may still be under way waits for its end', async () => {
    const call = callFor(found((await enter(now().store, ['ann']))[0]));
    await now().store.reserveCall(call);
    expect(await decide(call.key, 'done')).toEqual({ kind: 'not_open', state: 'reserved' });
  });

  test.each([
    ['the wait', `delete from journey_enrollment`],
    ['the wait', `delete from journey_wait_data`],
    ['what was left of the wait', `delete from journey_wait; update journey_enrollment set state = 'ended'`],
  ])('%s is ended after: %s', async (_what, faults) => {
    await enterAndPark(now().store);
    const [wait] = await now().engine.db.selectFrom('journey_wait').select('id').execute();
    const { id } = found(wait);
    expect(await decide(id, 'end')).toEqual({ kind: 'not_open', state: 'waiting' });
    for (const fault of faults.split(';')) await execute(fault);
    expect((await findings()).map(({ examples }) => examples)).toEqual([[id]]);
    expect(await decide(id, 'end')).toEqual(RESOLVED('wait'));
    expect(await findings()).toEqual([]);
  });

  test('somebody whom nothing moves leaves', async () => {
    const { enrollmentId } = await enterAndPark(now().store);
    await execute(`update journey_wait set state = 'cancelled'`);
    expect(await decide(enrollmentId, 'end')).toEqual(RESOLVED('person'));
    expect(await enrollments(now().engine)).toMatchObject([{ state: 'ended', reason: 'cancelled' }]);
    expect(await decide(enrollmentId, 'end')).toEqual({ kind: 'not_open', state: 'ended' });
  });

  test('a delivery of nobody is ended', async () => {
    await enterAndPark(now().store);
    await now().store.append([event('ann', 'paid')]);
    await route(now().store);
    const [{ id } = { id: '' }] = (await deliveries(now().engine)).filter((row) => row.kind === 'wait');
    expect(await decide(id, 'end')).toEqual({ kind: 'not_open', state: 'ready' });
    await execute('delete from journey_enrollment');
    expect(await decide(id, 'again')).toEqual({ kind: 'cannot_go_on' });
    expect(await decide(id, 'end')).toEqual(RESOLVED('delivery'));
    expect(await run(now().store, WAIT, 'none')).toEqual([]);
  });

  test('an event that was put aside is forgotten', async () => {
    await now().store.append([event('ann', 'poison')]);
    await now().store.buryNext('it broke', T0);
    expect(await decide('1', 'end')).toEqual(RESOLVED('event'));
    expect(await findings()).toEqual([]);
  });

  test('the wrong verdict and an unknown id change nothing and say so', async () => {
    const { deliveryId } = await dead();
    expect(await decide(deliveryId, 'done')).toEqual({
      kind: 'wrong_verdict',
      verdicts: ['again', 'move', 'end'],
    });
    expect(await decide('nothing', 'end')).toEqual({ kind: 'not_found' });
    expect(await decide('7', 'end')).toEqual({ kind: 'not_found' });
  });
}
