import { after, type Moment } from './calendar';
import { DEALER, MODEL, parted, type Booking } from './customers';
import type { Rates, Told } from './deeds';

/** What stands for the address of somebody's rating page. */
export const LINK = '<link>';

/** What a message says, as the README promises it, from what the customer did. Told apart by the node that sends it. */
export function textOf(booking: Booking, owed: string, dateOf: (moment: Moment) => string): string {
  const { node, moment } = parted(owed);
  const { name, phone } = booking.customer;
  const told = deedsOf(booking, 'told');
  const score = deedsOf(booking, 'rates')[0]?.score;
  const waited = told.find(({ event }) => event === 'test_drive_arrived')?.waitedMinutes;
  const how = `Reply with a number from 0 (bad) to 10 (great), or open ${LINK}`;
  const who = `${name} (${phone}, booking ${booking.id})`;
  switch (node) {
    case 'Reminder':
      return `Hello ${name}, your test drive of the ${MODEL} at ${DEALER} is tomorrow, ${dateOf(appointmentAt(told, moment))}. Reply TD for no more messages.`;
    case 'Welcome':
      return `Welcome to ${DEALER}, ${name}. Complaints: 400-800-1234, consumer rights: 12315. Enjoy the ${MODEL}.`;
    case 'Ask, Sorry for the Wait':
      return `Hello ${name}, we are sorry that you had to wait ${waited} minutes. How was your test drive of the ${MODEL}? ${how}`;
    case 'Ask About Electric Driving':
      return `Hello ${name}, how did you like driving the ${MODEL}, and its electric power? ${how}`;
    case 'Ask About the Car':
      return `Hello ${name}, how did you like driving the ${MODEL}? ${how}`;
    case 'Thank You':
      return `Thank you for your ${score}, ${name}. We look forward to seeing you again at ${DEALER}.`;
    case 'Apology':
      return `We are sorry that your test drive was not as it should be, ${name}. Our manager will call you.`;
    case 'Tell the Manager':
      return `${who} rated the test drive of the ${MODEL} ${score} of 10. Please call within two days.`;
    case 'Remind the Manager':
      return `${who} still waits for your call.`;
    case 'Invite Again':
      return `Hello ${name}, we would be glad to see you for a test drive of the ${MODEL}. Book a new time at https://example.com/test-drive`;
    default:
      throw new Error(`${node} sends no message that is known here`);
  }
}

/** Whether a message goes to the dealership rather than to the customer. */
export function isForStaff(owed: string): boolean {
  return parted(owed).node.endsWith('the Manager');
}

function deedsOf(booking: Booking, kind: 'told'): Told[];
function deedsOf(booking: Booking, kind: 'rates'): Rates[];
function deedsOf({ customer, place }: Booking, kind: 'told' | 'rates'): (Told | Rates)[] {
  return customer.row.deeds.filter(
    (deed): deed is Told | Rates => deed.booking === place && deed.kind === kind,
  );
}

/** For when it is, of all that is known at a moment the last that happened. */
function appointmentAt(told: readonly Told[], moment: Moment): Moment {
  const known = told.filter(({ arrivesAt }) => after(arrivesAt) <= after(moment));
  const last = known
    .flatMap(({ at, appointment }) => (appointment ? [{ at: after(at), appointment }] : []))
    .sort((a, b) => a.at - b.at)
    .at(-1);
  if (!last) throw new Error(`nothing is known of an appointment at ${moment}`);
  return last.appointment;
}
