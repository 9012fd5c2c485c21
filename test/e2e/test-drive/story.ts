import { after, momentOf, type Moment } from './calendar';
import { bookingId, DEALER, MODEL, type Customer } from './customers';
import type { Calls, Deed, Rates, Told } from './deeds';
import { cardsOf, record, type Card } from './outside/agents';
import { answer, scan } from './outside/page';
import type { Stage } from './stage';

/** A call that was made, with what the agent saw. */
export interface MadeCall {
  readonly customer: Customer;
  readonly deed: Calls;
  readonly card: Card;
}

/** When the story is over: whatever was begun has ended by then. */
const END: Moment = '+Sat 12:00';

/** Everybody's life on one clock: at each moment what happens is done. Returns the calls that were made. */
export async function play(
  stage: Stage,
  everybody: readonly Customer[],
  progress: (moment: string) => Promise<void> = () => Promise.resolve(),
): Promise<MadeCall[]> {
  const made: MadeCall[] = [];
  await stage.advanceTo('Mon 08:30');
  await stage.post(everybody.map((customer) => identity(stage, customer)));
  const all = everybody.flatMap((customer) => customer.row.deeds.map((deed) => ({ customer, deed })));
  const moments = new Map(all.map(({ deed }) => [after(momentOfDeed(deed)), momentOfDeed(deed)]));
  for (const [at, moment] of [...moments].sort(([a], [b]) => a - b)) {
    await stage.advanceTo(moment);
    const now = all.filter(({ deed }) => after(momentOfDeed(deed)) === at);
    await stage.post(now.flatMap(({ customer, deed }) => eventsOf(stage, customer, deed)));
    for (const { customer, deed } of now) {
      const call = await act(stage, customer, deed);
      if (call) made.push(call);
    }
    await stage.settled();
    await progress(momentOf(at));
  }
  await stage.advanceTo(END);
  await stage.allReceived();
  return made;
}

function momentOfDeed(deed: Deed): Moment {
  return deed.kind === 'told' ? deed.arrivesAt : deed.at;
}

/** What is known of a customer from before. */
function identity(stage: Stage, { userId, name, phone, row }: Customer): object {
  const own = row.timezone === undefined ? {} : { timezone: row.timezone };
  const timestamp = new Date(stage.clock.now()).toISOString();
  return { userId, event: '$identify', timestamp, properties: { name, phone, ...own } };
}

function eventsOf(stage: Stage, customer: Customer, deed: Deed): object[] {
  if (deed.kind !== 'told') return [];
  const { userId } = customer;
  const { event, at, times, booking } = deed;
  const one = {
    ...{ eventId: `${bookingId(customer, booking)} ${event} ${at}`, userId, event },
    timestamp: new Date(stage.at(at)).toISOString(),
    properties: propertiesOf(stage, customer, deed),
  };
  return Array.from({ length: times }, () => one);
}

function propertiesOf(stage: Stage, customer: Customer, deed: Told): object {
  const { name, phone, row } = customer;
  const appointment =
    deed.appointment === undefined
      ? {}
      : { appointmentAt: new Date(stage.at(deed.appointment)).toISOString() };
  const said = { bookingId: bookingId(customer, deed.booking), ...appointment };
  if (deed.event !== 'test_drive_booked') return { ...said, waitedMinutes: deed.waitedMinutes };
  return { ...said, name, phone, model: MODEL, dealer: DEALER, powertrain: row.powertrain ?? 'petrol' };
}

async function act(stage: Stage, customer: Customer, deed: Deed): Promise<MadeCall | null> {
  switch (deed.kind) {
    case 'rates':
      await rate(stage, customer, deed);
      return null;
    case 'opens':
      await stage.allReceived();
      await scan(linkOf(stage, customer));
      return null;
    case 'says':
      await stage.says(customer.phone, deed.text);
      return null;
    case 'calls':
      return call(stage, customer, deed);
    case 'told':
      return null;
  }
}

async function rate(stage: Stage, customer: Customer, { score, by, refused }: Rates): Promise<void> {
  if (by === 'sms') return stage.says(customer.phone, String(score));
  await stage.allReceived();
  const status = await answer(linkOf(stage, customer), score);
  // A question that has its answer takes no other.
  const wanted = refused ? 409 : 200;
  if (status !== wanted) throw new Error(`${customer.userId} rates ${score} and is answered with ${status}`);
}

/** The link in the last SMS that had one. */
function linkOf({ gateway }: Stage, { userId, phone }: Customer): string {
  const links = gateway
    .received()
    .filter(({ to }) => to === phone)
    .flatMap(({ text }) => /https?:\/\/\S+\/rating\?t=\S+/.exec(text) ?? []);
  const last = links.at(-1);
  if (last === undefined) throw new Error(`${userId} was sent no link`);
  return last;
}

async function call(stage: Stage, customer: Customer, deed: Calls): Promise<MadeCall> {
  const list = await stage.callList(deed.node);
  const id = bookingId(customer, deed.booking);
  const cards = await cardsOf(list);
  const own = cards.filter(({ shown }) => shown['Booking'] === id);
  const [card] = own;
  if (!card || own.length > 1) throw new Error(`${deed.node} shows ${own.length} calls for ${id}`);
  await record(list, card, { disposition: deed.end, note: deed.note, agent: 'Agent Sun' });
  return { customer, deed, card };
}
