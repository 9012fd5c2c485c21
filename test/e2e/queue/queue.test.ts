import { postgresAvailable, redisAvailable } from '../../host/services';
import { waitFor } from '../../host/wait';
import { Gate } from '../../support/gate';
import { DAY, each, journey, noOp, people, wait } from '../../support/lab';
import { node } from '../../support/workflow';
import { Fleet } from '../../support/fleet';
import { nativeWait } from '../../support/native-wait';
import { withoutStore } from './without-store';

jest.setTimeout(600_000);

const here = postgresAvailable() && redisAvailable();
const PATIENCE = { timeoutMs: 120_000, everyMs: 100 };
/** Twice the lease: after that long without a heartbeat a process is given up. */
const GIVEN_UP_MS = 20_000;

(here ? describe : describe.skip)('queue mode', () => {
  let fleet: Fleet;
  let gate: Gate;
  let id: string;
  let mainBoot: string;

  beforeAll(async () => {
    gate = await Gate.listen();
    fleet = await Fleet.open();
    id = await fleet.publish(
      journey(
        'queue',
        [
          wait('Wait', ['bought']),
          node('Coupon', 'sendCoupon', { plan: 'queue' }),
          gate.node('Call'),
          noOp('Bought'),
        ],
        [
          ['Entered', 'Wait'],
          ['Wait', 'Bought'],
          ['Wait', 'Coupon', 1],
          ['Coupon', 'Call'],
        ],
      ),
    );
    // Nobody has entered yet, so only the main process has said that it is alive.
    const boots = await waitFor('the main process to beat', async () => {
      const known = await processes();
      return known.length > 0 && known;
    });
    expect(boots).toHaveLength(1);
    mainBoot = boots[0]?.boot_id ?? '';
  });
  afterAll(async () => {
    gate?.end();
    await fleet?.close();
  });

  const processes = () =>
    fleet.facts.rows<{ boot_id: string; heartbeat_at: string; started_at: string }>(
      'select * from journey_process',
    );

  const ends = async (users: readonly string[]) => {
    const rows = await fleet.facts.rows<{ user_id: string; reason: string; coupons: string }>(
      `select user_id, reason, (select count(*) from journey_coupon_issue i where i.user_id = e.user_id) as coupons
        from journey_enrollment e where workflow_id = '${id}' order by entry_seq`,
    );
    return rows.filter((row) => users.includes(row.user_id)).map((row) => [row.reason, Number(row.coupons)]);
  };

  const killWorkers = () => Promise.all(fleet.workers.splice(0).map((worker) => worker.end('SIGKILL')));

  /** Lets people reach the call behind the deadline, and waits until the service has them. */
  const reachTheCall = async (users: readonly string[]) => {
    await fleet.send('queue', each(users, 'queue.start'));
    await fleet.settled();
    gate.close();
    await fleet.clock.move(fleet.clock.now() + DAY);
    await waitFor('everybody to be at the call', () => users.every((user) => gate.count(user) > 0), PATIENCE);
  };

  it('enters, waits and goes on: events by the webhook processor, executions by the workers', async () => {
    const users = people('plain', 8);
    await fleet.send('queue', each(users, 'queue.start'));
    await fleet.settled();
    await fleet.send('queue', each(users.slice(0, 3), 'bought'));
    await fleet.settled();
    await fleet.advance(DAY);
    const none = Array.from({ length: 3 }, () => ['completed', 0]);
    const one = Array.from({ length: 5 }, () => ['completed', 1]);
    expect(await ends(users)).toEqual([...none, ...one]);
    // Claims carry the process that executed; the main process has only asked for them.
    const boots = await fleet.facts.rows<{ boot_id: string }>(
      `select distinct boot_id from journey_delivery where state = 'settled'`,
    );
    expect(boots.length).toBeGreaterThan(0);
    expect(boots.map(({ boot_id }) => boot_id)).not.toContain(mainBoot);
    expect(gate.calls.sort()).toEqual(users.slice(3));
  });

  it('does not take a busy worker for a dead one', async () => {
    const users = people('busy', 2);
    await reachTheCall(users);
    const beats = async () => {
      const rows = await fleet.facts.rows<{ at: string }>(
        `select min(p.heartbeat_at) as at from journey_delivery d join journey_process p using (boot_id)
          where d.state = 'running'`,
      );
      return Number(rows[0]?.at);
    };
    const first = await beats();
    await waitFor(
      'the workers to have beaten for longer than a dead one is given',
      async () => {
        return (await beats()) > first + GIVEN_UP_MS + 5_000;
      },
      PATIENCE,
    );
    gate.open();
    await fleet.settled();
    expect(await ends(users)).toEqual([
      ['completed', 1],
      ['completed', 1],
    ]);
    expect(users.map((user) => gate.count(user))).toEqual([1, 1]);
  });

  it('lets a worker end what it does while the main process is replaced, and replays nothing', async () => {
    const users = people('main', 3);
    await fleet.publish(
      journey(
        'native',
        [gate.node('Hold'), nativeWait('Native Wait'), noOp('End')],
        [
          ['Entered', 'Hold'],
          ['Hold', 'Native Wait'],
          ['Native Wait', 'End'],
        ],
      ),
    );
    await reachTheCall(users);
    await fleet.send('native', each(['to-native'], 'native.start'));
    await waitFor('another to be at the call', () => gate.count('to-native') > 0, PATIENCE);
    const known = (await processes()).map(({ boot_id }) => boot_id);
    await fleet.main.kill9();
    await fleet.main.start();
    await fleet.main.waitUntilActive(id);
    await waitFor(
      'the new main process to have looked for dead ones for longer than a dead one is given',
      async () => {
        const fresh = (await processes()).find(({ boot_id }) => !known.includes(boot_id));
        return fresh && Number(fresh.heartbeat_at) > Number(fresh.started_at) + GIVEN_UP_MS + 5_000;
      },
      PATIENCE,
    );
    expect(users.map((user) => gate.count(user))).toEqual([1, 1, 1]);
    gate.open();
    await fleet.settled();
    expect(await ends(users)).toEqual(users.map(() => ['completed', 1]));
    expect(users.map((user) => gate.count(user))).toEqual([1, 1, 1]);
    // A wait of n8n's own is noted by the worker: who started the execution is gone.
    const states = await fleet.facts.rows(`select state from journey_delivery where user_id = 'to-native'`);
    expect(states).toEqual([{ state: 'in_native_wait' }]);
    // And it goes on with others.
    const later = people('later', 2);
    await fleet.send('queue', each(later, 'queue.start'));
    await fleet.settled();
    await fleet.advance(DAY);
    expect(await ends(later)).toEqual(later.map(() => ['completed', 1]));
  });

  it('starts those whose executions were queued when everything died, once', async () => {
    const users = people('queued', 3);
    await killWorkers();
    await fleet.send('queue', each(users, 'queue.start'));
    await waitFor(
      'the executions to be queued',
      async () => (await fleet.facts.underway(fleet.clock.now())).emitted === users.length,
      PATIENCE,
    );
    await fleet.main.kill9();
    await Promise.all([fleet.main.start(), fleet.startWorker()]);
    await fleet.settled();
    await fleet.advance(DAY);
    expect(await ends(users)).toEqual(users.map(() => ['completed', 1]));
    expect(users.map((user) => gate.count(user))).toEqual([1, 1, 1]);
  });

  it('loses nothing that a webhook processor has answered, however it is killed', async () => {
    const users = people('door', 60);
    const third = users.length / 3;
    const accepted = new Set<string>();
    const start = (userId: string) => ({ eventId: userId, userId, event: 'queue.start' });
    const enter = async (userId: string) => {
      const { status } = await fleet.post('queue', [start(userId)]);
      if (status === 202) accepted.add(userId);
      if (accepted.size !== third) return;
      // The last third is sent in the moment of the kill.
      const last = Promise.allSettled(users.slice(2 * third).map(enter));
      await fleet.door.end('SIGKILL');
      await last;
    };
    await Promise.allSettled(users.slice(0, 2 * third).map(enter));
    expect(accepted.size).toBeLessThan(users.length);
    await fleet.startDoor();
    const logged = await fleet.facts.rows<{ user_id: string }>(
      `select user_id from journey_event where user_id like 'door-%'`,
    );
    const inLog = logged.map(({ user_id }) => user_id);
    expect([...accepted].filter((user) => !inLog.includes(user))).toEqual([]);

    // Of some only the answer was lost: whoever sends everything again is told which were in the log already.
    const again = await waitFor(
      'the door to take events in',
      async () => {
        const answer = await fleet.post('queue', users.map(start));
        return answer.status === 202 && answer;
      },
      PATIENCE,
    );
    const fresh = users.length - inLog.length;
    expect(await again.json()).toEqual({ accepted: fresh, duplicate: inLog.length, rejected: [] });
    await fleet.settled();
    await fleet.send('queue', each(users, 'bought'));
    await fleet.settled();
    expect(await ends(users)).toEqual(users.map(() => ['completed', 0]));
  });

  it('starts the people of a killed worker again, with the coupon they had', async () => {
    const users = people('worker', 4);
    await reachTheCall(users);
    const codes = () =>
      fleet.facts.rows(
        `select user_id, code from journey_coupon_issue where user_id like 'worker-%' order by 1`,
      );
    const before = await codes();
    expect(before).toHaveLength(4);
    await killWorkers();
    gate.open();
    await fleet.startWorker();
    await fleet.settled();
    expect(await ends(users)).toEqual(users.map(() => ['completed', 1]));
    expect(await codes()).toEqual(before);
    expect(users.map((user) => gate.count(user))).toEqual([2, 2, 2, 2]);
  });

  withoutStore(() => ({ fleet, id }));
});
