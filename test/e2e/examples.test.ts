import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/paths';
import { example } from '../support/examples';
import { Lab } from '../support/lab';

jest.setTimeout(300_000);

/** Examples that other files play: each of them as it is, on a real n8n. */
const PLAYED_ELSEWHERE = ['event-intake', 'first-purchase', 'test-drive'];

describe('the examples', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(async () => {
    await lab?.close();
  });

  it('are all played by a test', () => {
    const folder = join(projectRoot, 'examples');
    const all = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'workflow.json')));
    expect(all.sort()).toEqual([...PLAYED_ELSEWHERE, 'first-coupon'].sort());
  });

  it('first coupon: only who does not buy within a day gets it, other journeys are told of who does', async () => {
    const file = example('first-coupon');
    const { settings } = file.nodes[0]?.['parameters'] as { settings: { timeScale: number } };
    const day = 86_400_000 / settings.timeScale;
    const journey = await lab.publish(file);
    const paid = { platform: 'app', status: 'paid' };
    await lab.send(...['idle', 'buyer', 'refunded'].map((userId) => ({ userId, event: 'user.registered' })));
    await lab.settled();
    await lab.send(
      { userId: 'buyer', event: 'purchase', properties: paid },
      { userId: 'refunded', event: 'purchase', properties: { ...paid, status: 'refunded' } },
    );
    await lab.settled();
    await lab.advance(day);
    const issued = lab.store.rows<{ user_id: string; plan_id: string }>(
      'select user_id, plan_id from journey_coupon_issue order by user_id',
    );
    expect(issued).toEqual([
      { user_id: 'idle', plan_id: 'welcome' },
      { user_id: 'refunded', plan_id: 'welcome' },
    ]);
    expect(
      lab.store.rows(`select user_id, properties from journey_event where name = 'first-purchase.made'`),
    ).toEqual([{ user_id: 'buyer', properties: JSON.stringify({ platform: 'app' }) }]);
    expect(lab.store.enrollments(journey).map(({ reason }) => reason)).toEqual(Array(3).fill('completed'));
  });
});
