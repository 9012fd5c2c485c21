import { momentOf } from './calendar';
import { isForStaff, LINK, textOf } from './texts';
import { DUTY_DESK, type Booking } from './customers';
import type { Stage } from './stage';

/** Everything that must be true of a booking in the end, and is compared one by one. */
export interface Fate {
  /** How often the booking began the journey. */
  readonly begun: number;
  /** In alphabetical order: what happens at one moment of a clock that stands has no other. */
  readonly messages: readonly string[];
  readonly calls: readonly string[];
  readonly ends: readonly string[];
  readonly openWaits: number;
  readonly unsettled: number;
}

/** What the oracle says of a booking. */
export function deserved({ owed }: Booking): Fate {
  const { messages, calls, ends } = owed;
  return {
    ...{ begun: 1, messages: [...messages].sort(), calls: [...calls].sort(), ends },
    ...{ openWaits: 0, unsettled: 0 },
  };
}

/** Outcomes that are not the end of a step. */
const UNDERWAY = new Set(['asked', 'created', 'deferred', 'entered', 'parked']);

/** What the store says of all bookings, by their number. */
export async function actual(stage: Stage, bookings: readonly Booking[]): Promise<Map<string, Fate>> {
  const { facts, monday } = stage;
  const { nodes } = await stage.n8n.getWorkflow(stage.workflowId);
  const nameOf = (id: string): string => String(nodes.find((node) => node['id'] === id)?.['name']);
  const inJourney = `workflow_id = '${stage.workflowId}'`;
  const passages = await facts.rows<{ id: string; instance_key: string; reason: string | null }>(
    `select id, instance_key, reason from journey_enrollment where ${inJourney}`,
  );
  const contacts = await facts.rows<{ enrollment_id: string; node_id: string; channel: string; at: unknown }>(
    `select enrollment_id, node_id, channel, at from journey_contact where ${inJourney} order by at`,
  );
  const steps = await facts.rows<{ enrollment_id: string; node_id: string; outcome: string }>(
    `select enrollment_id, node_id, outcome from journey_step where ${inJourney} order by at`,
  );
  const open = await facts.rows<{ enrollment_id: string }>(
    `select enrollment_id from journey_wait where state = 'open'`,
  );
  const unsettled = await facts.rows<{ enrollment_id: string }>(
    `select enrollment_id from journey_delivery where state <> 'settled'`,
  );
  const told = (calls: boolean, ids: readonly string[]): string[] =>
    contacts
      .filter(({ enrollment_id, channel }) => ids.includes(enrollment_id) && (channel === 'call') === calls)
      .map(({ node_id, at }) => `${momentOf(Number(at) - monday)} ${nameOf(node_id)}`)
      .sort();
  const count = (rows: readonly { enrollment_id: string }[], ids: readonly string[]): number =>
    rows.filter(({ enrollment_id }) => ids.includes(enrollment_id)).length;
  return new Map(
    bookings.map(({ id }) => {
      const own = passages.filter(({ instance_key }) => instance_key === id);
      const ids = own.map((one) => one.id);
      const ends = steps
        .filter(({ enrollment_id, outcome }) => ids.includes(enrollment_id) && !UNDERWAY.has(outcome))
        .map(({ node_id, outcome }) => [nameOf(node_id), outcome] as const)
        .filter(([node]) => ['Rating', 'Call the Customer', 'Manager Calls'].includes(node))
        .map(([node, outcome]) => `${node}: ${outcome}`);
      return [
        id,
        {
          begun: own.length,
          messages: told(false, ids),
          calls: told(true, ids),
          ends: [...ends, ...own.map(({ reason }) => String(reason))],
          openWaits: count(open, ids),
          unsettled: count(unsettled, ids),
        },
      ];
    }),
  );
}

/** What arrived on which phone, by number; links to rating pages are all written alike. */
export function phones(received: readonly { readonly to: string; readonly text: string }[]): Phones {
  return grouped(
    received.map(({ to, text }) => [to, text.replace(/https?:\/\/\S+\/rating\?t=\S+/g, LINK)] as const),
  );
}

/** What should have arrived, by number. */
export function deservedPhones(stage: Stage, bookings: readonly Booking[]): Phones {
  // Clocks in China are eight hours ahead, all year.
  const dateOf = (moment: Parameters<Stage['at']>[0]): string =>
    new Date(stage.at(moment) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  return grouped(
    bookings.flatMap((booking) =>
      booking.owed.messages.map((owed) => {
        const { phone, manager } = booking.customer;
        const to = isForStaff(owed) ? (manager ?? DUTY_DESK).phone : phone;
        return [to, textOf(booking, owed, dateOf)] as const;
      }),
    ),
  );
}

/** The texts on each phone, in alphabetical order: what arrives at one moment has no order. */
export type Phones = Readonly<Record<string, readonly string[]>>;

function grouped(all: readonly (readonly [to: string, text: string])[]): Phones {
  const numbers = [...new Set(all.map(([to]) => to))].sort();
  return Object.fromEntries(
    numbers.map((number) => [number, all.flatMap(([to, text]) => (to === number ? [text] : [])).sort()]),
  );
}
