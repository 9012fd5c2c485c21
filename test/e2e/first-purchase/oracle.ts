import type { WorkflowView } from '../../host/n8n';
import { actual, deserved, type Fate } from './fates';
import { anonymousId, PEOPLE, type Person } from './people';
import { recount, type Counted } from './recount';
import { ROWS, type RowName } from './rows';
import { Stage, type StoreKind } from './stage';
import { play, type Posted } from './story';

/** One test for each line of the oracle, and some for all people together, with the journey in one kind of store. */
export function describeOracle(store: StoreKind): void {
  let stage: Stage;
  let workflowId: string;
  let posted: Posted[];
  let fates: Map<string, Fate>;

  beforeAll(async () => {
    stage = await Stage.open(store);
    workflowId = await stage.publish();
    posted = await play(stage);
    fates = await actual(stage.facts, stage.registeredAt);
  });
  afterAll(async () => {
    await stage?.close();
  });

  const peopleOf = (row: RowName): Person[] => PEOPLE.filter((person) => person.row === row);
  const postsOf = (row: RowName): Posted[] => posted.filter(({ person }) => person.row === row);
  const nodeId = async (name: string): Promise<unknown> => {
    const { nodes }: WorkflowView = await stage.n8n.getWorkflow(workflowId);
    return nodes.find((node) => node['name'] === name)?.['id'];
  };
  /** Names of the events in the log under these ids, in the order they came in. */
  const logged = async (userId: string): Promise<string[]> => {
    const rows = await stage.facts.rows<{ name: string; properties: string }>(
      `select name, properties from journey_event where user_id = '${userId}' order by seq`,
    );
    return rows.map(({ name, properties }) => {
      const { platform } = JSON.parse(properties) as { platform?: string };
      // Sensors Data takes no dots in the names of events.
      const dotted = name.replace('_', '.');
      return platform === undefined ? dotted : `${dotted} (${platform})`;
    });
  };

  test.each(Object.entries(ROWS).map(([name, { path }]) => [path, name as RowName] as const))(
    '%s',
    (_, row) => {
      const people = peopleOf(row);
      const of = (fate: (person: Person) => Fate | undefined): object =>
        Object.fromEntries(people.map((person) => [person.userId, fate(person)]));
      expect(of(({ userId }) => fates.get(userId))).toEqual(of(deserved));
      expect(people).toHaveLength(4);
    },
  );

  test('a purchase that comes too late is told to the first wait, and to no other', async () => {
    const told = await stage.facts.rows<{ node_id: string; times: unknown }>(
      `select node_id, sum(count) as times from journey_step_count where outcome = 'late_match' group by node_id`,
    );
    expect(told.map(({ node_id, times }) => [node_id, Number(times)])).toEqual([
      [await nodeId('Buys Within 24 Hours?'), peopleOf('tooLate').length],
    ]);
  });

  test('what is delivered three times is in the log once', async () => {
    const purchases = postsOf('sentThreeTimes').filter(({ arrivesAt }) => arrivesAt > 0);
    expect(purchases.map(({ answers }) => answers)).toMatchObject(
      purchases.map(() => [{ accepted: 1 }, { duplicate: 1 }, { duplicate: 1 }]),
    );
    for (const { userId } of peopleOf('sentThreeTimes'))
      expect(await logged(userId)).toEqual(['user.registered', 'purchase (wechat)']);
  });

  test('the batch is one request, the app purchase before the WeChat purchase in it', async () => {
    const batches = postsOf('oneBatch').filter(({ arrivesAt }) => arrivesAt > 0);
    expect(batches.map(({ answers }) => answers)).toMatchObject(batches.map(() => [{ accepted: 2 }]));
    for (const { userId } of peopleOf('oneBatch'))
      expect(await logged(userId)).toEqual(['user.registered', 'purchase (app)', 'purchase (wechat)']);
  });

  test('refunds, second registrations and what a visitor did are in the log of the person', async () => {
    const log = async (row: RowName): Promise<string[][]> =>
      Promise.all(peopleOf(row).map(({ userId }) => logged(userId)));
    for (const events of await log('refundAfter')) expect(events[2]).toBe('purchase.refunded');
    for (const events of await log('refundedAfter')) expect(events[2]).toBe('purchase (wechat)');
    for (const events of await log('registersTwice'))
      expect(events).toEqual(['user.registered', 'user.registered']);
    for (const events of await log('anonymous'))
      expect(events).toEqual(['user.registered', 'purchase (wechat)', '$alias']);
    for (const { userId } of peopleOf('anonymous')) expect(await logged(anonymousId(userId))).toEqual([]);
  });

  test('no two of the coupons have the same code', async () => {
    const codes = await stage.facts.rows<{ code: string }>('select code from journey_coupon_issue');
    const owed = PEOPLE.reduce((sum, { row }) => sum + ROWS[row].owed.length, 0);
    expect(new Set(codes.map(({ code }) => code)).size).toBe(owed);
    expect(codes).toHaveLength(owed);
  });

  test('the report is what a recount of everything gives', async () => {
    const all = (await stage.n8n.runToEnd(workflowId, { trigger: 'See Report' })).json(
      'Report',
    ) as unknown as (Counted & {
      node: string;
      version: string | null;
    })[];
    const report = all.filter(({ version }) => version !== null);
    expect(all.slice(report.length).map(({ node, outcomes }) => [node, outcomes])).toEqual([
      ['Registered', { already_entered: peopleOf('registersTwice').length }],
      ['Buys Within 24 Hours?', { late_match: peopleOf('tooLate').length }],
    ]);
    const counted = await recount(stage.facts, workflowId);
    const byNode = [...report].sort((a, b) => a.nodeId.localeCompare(b.nodeId));
    expect(byNode).toMatchObject(counted);
    expect(byNode).toHaveLength(counted.length);
    const purchases = PEOPLE.filter(({ row }) => ROWS[row].purchases > 0).length;
    expect(report.find(({ node }) => node === 'Registered')).toMatchObject({
      entered: PEOPLE.length,
      converted: purchases,
      conversions: purchases,
    });
  });
}
