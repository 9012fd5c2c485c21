import { kannelMissing } from '../../host/kannel/kannel';
import { bookingsOf, customers, DUTY_DESK, MODEL, ROW_NAMES, type Booking } from './customers';
import { actual, deserved, deservedPhones, phones, type Fate } from './fates';
import { httpGateway } from './outside/http-gateway';
import { kannelGateway } from './outside/kannel';
import { ROWS } from './rows';
import { Stage, type StoreKind } from './stage';
import { play, type MadeCall } from './story';

/** 00:00 of a Monday in China. */
const MONDAY = Date.parse('2026-03-02T00:00:00+08:00');
const PER_ROW = 2;
const EVERYBODY = customers(PER_ROW);
const BOOKINGS = bookingsOf(EVERYBODY);

/** One test for each line of the oracle, and some for all people together, with the journey in one kind of store. */
export function describeOracle(store: StoreKind): void {
  let stage: Stage;
  let made: MadeCall[];
  let fates: Map<string, Fate>;
  const missing = kannelMissing();
  if (missing) process.stderr.write(`Without Kannel (${missing}): SMS go through a stand-in for it\n`);

  beforeAll(async () => {
    const gateway = missing
      ? (_: string, repliesTo: string) => httpGateway(repliesTo)
      : (n8nUrl: string, repliesTo: string) => kannelGateway(n8nUrl, repliesTo);
    stage = await Stage.open({ store, monday: MONDAY, everybody: EVERYBODY, gateway });
    made = await play(stage, EVERYBODY);
    fates = await actual(stage, BOOKINGS);
  });
  afterAll(async () => {
    await stage?.close();
  });

  test.each(ROW_NAMES.map((name) => [ROWS[name].path, name] as const))('%s', (_, name) => {
    const bookings = BOOKINGS.filter(({ customer }) => customer.rowName === name);
    const of = (fate: (booking: Booking) => Fate | undefined): object =>
      Object.fromEntries(bookings.map((booking) => [booking.id, fate(booking)]));
    expect(of(({ id }) => fates.get(id))).toEqual(of(deserved));
    expect(bookings).toHaveLength(PER_ROW * ROWS[name].owed.length);
  });

  test('the phones have every text, word by word, and no other', () => {
    expect(phones(stage.gateway.received())).toEqual(deservedPhones(stage, BOOKINGS));
  });

  test('no two customers have the same link', () => {
    const links = stage.gateway
      .received()
      .flatMap(({ text }) => /https?:\/\/\S+\/rating\?\S+/.exec(text) ?? []);
    expect(new Set(links).size).toBe(links.length);
    expect(links.length).toBeGreaterThan(EVERYBODY.length / 2);
  });

  test('the gateway reports every SMS as delivered', async () => {
    const sent = await stage.facts.rows<{ key: string }>(
      `select key from journey_contact where channel <> 'call'`,
    );
    const missing = async (): Promise<string[]> => {
      const reports = await stage.facts.rows<{ properties: string }>(
        `select properties from journey_event where name = 'message.delivered'`,
      );
      const known = reports.map(
        ({ properties }) => (JSON.parse(properties) as { reference: string }).reference,
      );
      return sent.map(({ key }) => key).filter((key) => !known.includes(key));
    };
    // The last reports may still be on their way.
    await stage.n8n.wait('every report', async () => (await missing()).length === 0).catch(() => {});
    expect(await missing()).toEqual([]);
  });

  test('agents see whom to call, why, and what to say', () => {
    expect(made.length).toBeGreaterThan(0);
    for (const { customer, deed, card } of made) {
      const { name, phone, manager } = customer;
      const missed = deed.node === 'Call the Customer';
      expect(card).toMatchObject({
        name: `${missed ? 'No-show' : 'Unhappy'}: ${name}`,
        to: phone,
        shown: { Booking: expect.stringContaining(customer.userId), Model: MODEL },
        assigned: missed ? null : (manager ?? DUTY_DESK).name,
        script: expect.stringContaining(missed ? `why ${name} could not come` : 'Rated'),
      });
    }
  });

  test('the reason for not coming is kept with the customer', async () => {
    const profiles = await stage.facts.rows<{ user_id: string; traits: string }>(
      'select user_id, traits from journey_profile',
    );
    for (const { customer, deed } of made.filter(({ deed: { end } }) => end === 'connected')) {
      if (deed.node !== 'Call the Customer') continue;
      const { traits } = profiles.find(({ user_id }) => user_id === customer.userId) ?? { traits: '{}' };
      expect(JSON.parse(traits)).toMatchObject({ missedTestDriveBecause: deed.note });
    }
  });

  test('the report counts every booking, and those that led to a visit', async () => {
    const report = (await stage.n8n.runToEnd(stage.workflowId, { trigger: 'See Report' })).json('Report');
    const visited = BOOKINGS.filter(({ owed }) => owed.messages.some((one) => one.endsWith('Welcome')));
    const booked = report.find(({ node }) => node === 'Booked');
    expect(booked).toMatchObject({ entered: BOOKINGS.length });
    expect(Number(booked?.['goals'])).toBeGreaterThanOrEqual(visited.length);
  });
}
