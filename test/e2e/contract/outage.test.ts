import { DatabaseSync } from 'node:sqlite';
import { each, journey, Lab, wait } from '../../support/lab';

jest.setTimeout(300_000);

const MINUTE = 60_000;

describe('an n8n that was down when a deadline fell due', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab?.close());

  const cursor = (name: string) =>
    lab.store.rows<{ seq: number }>('select seq from journey_cursor where name = ?', name)[0]?.seq ?? 0;

  /** The store's clock is real; as if it had gone on by as much as business time does. */
  const silentFor = (ms: number) => {
    const database = new DatabaseSync(lab.store.file);
    database.prepare(`update journey_cursor set seq = seq - ? where name = 'alive'`).run(ms);
    database.close();
  };

  it('waits for what senders send again: what happened in time wins, the others time out after the grace', async () => {
    const id = await lab.publish(journey('down', [wait('Wait', ['down.go'])], [['Entered', 'Wait']]));
    await lab.send(...each(['ann', 'bob'], 'down.start'));
    await lab.settled();
    const [{ deadline_at: deadline } = { deadline_at: null }] = lab.store.waits(id, 'open');
    const deadlineAt = Number(deadline);
    await lab.clock.move(deadlineAt - 5 * MINUTE);
    await lab.n8n.wait('a heartbeat', () => cursor('alive_at') === lab.clock.now());

    await lab.n8n.kill9();
    silentFor(10 * MINUTE);
    await lab.clock.move(lab.clock.now() + 10 * MINUTE);
    await lab.n8n.start();
    await lab.n8n.waitUntilActive(id);
    await lab.n8n.wait('the outage to be noticed', () => cursor('alive_at') === lab.clock.now());
    expect(lab.store.waits(id, 'open')).toHaveLength(2);

    const again = (userId: string, at: number) => ({
      userId,
      event: 'down.go',
      timestamp: new Date(at).toISOString(),
    });
    const events = [again('ann', deadlineAt), again('bob', deadlineAt + 1)];
    expect(await lab.n8n.postWebhook('in', { events })).toMatchObject({ status: 202 });
    await lab.n8n.wait('ann to go on', () => lab.store.waits(id, 'resolved').length === 1);
    expect(lab.store.waits(id, 'open')).toMatchObject([{ user_id: 'bob' }]);
    await lab.advance(15 * MINUTE);
    expect(
      lab.store
        .waits(id)
        .map(({ user_id, state }) => [user_id, state])
        .sort(),
    ).toEqual([
      ['ann', 'resolved'],
      ['bob', 'timed_out'],
    ]);
  });
});
