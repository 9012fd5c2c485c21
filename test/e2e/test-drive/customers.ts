import type { Moment } from './calendar';
import { ROWS, type Owed, type Row, type RowName } from './rows';

/** Somebody at the dealership. */
export interface Manager {
  readonly name: string;
  readonly phone: string;
}

/** Somebody who lives through a line of the oracle. */
export interface Customer {
  readonly userId: string;
  readonly name: string;
  readonly phone: string;
  readonly manager: Manager | null;
  readonly rowName: RowName;
  readonly row: Row;
}

/** One of a customer's bookings. */
export interface Booking {
  readonly id: string;
  readonly customer: Customer;
  /** Its place among the customer's, from 1. */
  readonly place: number;
  readonly owed: Owed;
}

export const MODEL = 'Aurora 5';
export const DEALER = 'Sunrise Motors';
/** Who is told when nobody is responsible, as the workflow has it. */
export const DUTY_DESK: Manager = { name: 'Duty Desk', phone: '+8640080012345' };

const MANAGERS: readonly Manager[] = [
  { name: 'Manager Zhao', phone: '+8613900000001' },
  { name: '钱经理', phone: '+8613900000002' },
];
const NAMES = ['Wang Fang', '李雷'];

/** The names of the lines. */
export const ROW_NAMES = Object.keys(ROWS) as RowName[];

/** Customers whose ids begin with `prefix`, so many for each line. */
export function customers(perRow: number, prefix = ''): Customer[] {
  return ROW_NAMES.flatMap((rowName, line) =>
    Array.from({ length: perRow }, (_, turn): Customer => {
      const number = String(line * perRow + turn + 1).padStart(8, '0');
      return {
        userId: `${prefix}${rowName}-${turn + 1}`,
        name: NAMES[turn % NAMES.length] ?? '',
        phone: `+86138${number}`,
        manager: ROWS[rowName].noManager ? null : (MANAGERS[turn % MANAGERS.length] ?? null),
        rowName,
        row: ROWS[rowName],
      };
    }),
  );
}

/** All bookings of these customers. */
export function bookingsOf(all: readonly Customer[]): Booking[] {
  return all.flatMap((customer) =>
    customer.row.owed.map((owed, index) => ({
      id: bookingId(customer, index + 1),
      customer,
      place: index + 1,
      owed,
    })),
  );
}

/** The number of one of a customer's bookings. */
export function bookingId({ userId }: Customer, place: number): string {
  return `${userId}/${place}`;
}

/** The moment and the node of something that a booking is owed. */
export function parted(owed: string): { readonly moment: Moment; readonly node: string } {
  const [day = '', time = '', ...node] = owed.split(' ');
  return { moment: `${day} ${time}` as Moment, node: node.join(' ') };
}
