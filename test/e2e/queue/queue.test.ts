import { postgresAvailable, redisAvailable } from '../../host/services';
import { waitFor } from '../../host/wait';
import { Gate } from '../../support/gate';
import { DAY, each, journey, noOp, people, wait } from '../../support/lab';
import { node } from '../../support/workflow';
import { Fleet } from '../../support/fleet';

jest.setTimeout(600_000);

const here = postgresAvailable() && redisAvailable();
const PATIENCE = { timeoutMs: 120_000, everyMs: 100 };
/** Twice the lease: after that long without a heartbeat a process is given up. */
const GIVEN_UP_MS = 20_000;

(here ? describe : describe.skip)('queue mode', () => {
  let fleet: Fleet;
  let gate: Gate;
  let id: string;

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
  });
  afterAll(async () => {
    gate?.end();
    await fleet?.close();
  });

  const ends = async (users: readonly string[]) => {
    const rows = await fleet.facts.rows<{ user_id: string; reason: string; coupons: string }>(
      `select user_id, reason, (select count(*) from journey_coupon_issue i where i.user_id = e.user_id) as coupons
        from journey_enrollment e where workflow_id = '${id}' order by entry_seq`,
    );
    return rows.filter((row) => users.includes(row.user_id)).map((row) => [row.reason, Number(row.coupons)]);
  };

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
    // Claims carry the process that executed; the main process has emitted them all.
    const boots = await fleet.facts.rows(
      `select distinct boot_id from journey_delivery where state = 'settled'`,
    );
    expect(boots.length).toBeGreaterThanOrEqual(1);
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

  it('lets a worker end what it does while the main process is gone, and replays nothing', async () => {
    const users = people('main', 3);
    await reachTheCall(users);
    await fleet.main.kill9();
    gate.open();
    await waitFor('the workers to settle', () => fleet.facts.settled(fleet.clock.now()), PATIENCE);
    await fleet.main.start();
    await fleet.main.waitUntilActive(id);
    await fleet.settled();
    expect(await ends(users)).toEqual(users.map(() => ['completed', 1]));
    expect(users.map((user) => gate.count(user))).toEqual([1, 1, 1]);
    // And it goes on with others.
    const later = people('later', 2);
    await fleet.send('queue', each(later, 'queue.start'));
    await fleet.settled();
    await fleet.advance(DAY);
    expect(await ends(later)).toEqual(later.map(() => ['completed', 1]));
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
    await Promise.all(fleet.workers.splice(0).map((worker) => worker.end('SIGKILL')));
    gate.open();
    await fleet.startWorker();
    await fleet.settled();
    expect(await ends(users)).toEqual(users.map(() => ['completed', 1]));
    expect(await codes()).toEqual(before);
    expect(users.map((user) => gate.count(user))).toEqual([2, 2, 2, 2]);
  });

  it('refuses the embedded store, saying what to set', async () => {
    const { main } = fleet;
    await main.stop();
    const { JOURNEYS_DATABASE_URL: _, ...env } = main.options.env ?? {};
    main.options.env = env;
    await main.start();
    await expect(main.waitUntilActive(id)).rejects.toThrow(/queue mode.*Set JOURNEYS_DATABASE_URL/s);
  });
});
