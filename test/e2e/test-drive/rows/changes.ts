import { arrives, books, cancels, moves, rates } from '../deeds';
import { happily, REMINDED, type Row } from './row';

/** Bookings that change or are cancelled. */
export const CHANGES = {
  cancelsEarly: {
    path: 'cancels on Tuesday: nothing',
    deeds: [books(), cancels({ at: 'Tue 12:00' })],
    owed: [{ messages: [], calls: [], ends: ['exit_rule'] }],
  },
  cancelsLate: {
    path: 'cancels on Wednesday afternoon: the reminder only',
    deeds: [books(), cancels({ at: 'Wed 16:00' })],
    owed: [{ messages: REMINDED, calls: [], ends: ['exit_rule'] }],
  },
  movesEarly: {
    path: 'moves to Friday 11:00 on Tuesday: one reminder',
    deeds: [
      books(),
      moves({ at: 'Tue 12:00', appointment: 'Fri 11:00' }),
      arrives({ at: 'Fri 11:00' }),
      rates(9, { at: 'Sat 12:00' }),
    ],
    owed: [
      happily(
        'Thu 10:00 Reminder',
        'Fri 11:00 Welcome',
        'Sat 10:00 Ask About the Car',
        'Sat 12:00 Thank You',
      ),
    ],
  },
  movesLate: {
    path: 'moves to Saturday 11:00 after the reminder: a second one',
    deeds: [
      books(),
      moves({ at: 'Wed 16:00', appointment: 'Sat 11:00' }),
      arrives({ at: 'Sat 11:00' }),
      rates(9, { at: '+Mon 12:00' }),
    ],
    owed: [
      happily(
        ...REMINDED,
        'Fri 10:00 Reminder',
        'Sat 11:00 Welcome',
        '+Mon 09:00 Ask About the Car',
        '+Mon 12:00 Thank You',
      ),
    ],
  },
  movesTwice: {
    path: 'moves to Friday and back to Thursday 16:00; the first becomes known last',
    deeds: [
      books(),
      moves({ at: 'Tue 12:00', appointment: 'Fri 11:00', arrivesAt: 'Tue 12:30' }),
      moves({ at: 'Tue 12:10', appointment: 'Thu 16:00' }),
      arrives({ at: 'Thu 16:00' }),
      rates(9),
    ],
    owed: [happily(...REMINDED, 'Thu 16:00 Welcome', 'Fri 10:00 Ask About the Car', 'Fri 12:00 Thank You')],
  },
  twoBookings: {
    path: 'has two bookings, cancels one, comes to the other',
    deeds: [
      books(),
      books({ at: 'Mon 09:10', appointment: 'Thu 16:00', booking: 2 }),
      cancels({ at: 'Wed 16:00' }),
      arrives({ at: 'Thu 16:00', booking: 2 }),
      rates(9, { booking: 2 }),
    ],
    owed: [
      { messages: REMINDED, calls: [], ends: ['exit_rule'] },
      happily(...REMINDED, 'Thu 16:00 Welcome', 'Fri 10:00 Ask About the Car', 'Fri 12:00 Thank You'),
    ],
  },
} satisfies Record<string, Row>;
