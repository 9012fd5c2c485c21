import { arrives, books, calls, rates } from '../deeds';
import { calledBy, happily, REMINDED, type Row } from './row';

/** Customers who do not come. */
export const NO_SHOWS = {
  knownTooLate: {
    path: 'comes at 17:50, known on Friday: the call finds it out',
    deeds: [
      books(),
      arrives({ at: 'Thu 17:50', arrivesAt: 'Fri 09:30' }),
      calls('Call the Customer', 'refused', { at: 'Fri 10:00', note: 'was there' }),
    ],
    owed: [{ messages: REMINDED, calls: ['Fri 09:00 Call the Customer'], ends: calledBy('refused') }],
  },
  noShow: {
    path: 'does not come, is called, and says why',
    deeds: [books(), calls('Call the Customer', 'connected', { at: 'Fri 10:00', note: 'was ill' })],
    owed: [
      {
        messages: [...REMINDED, 'Fri 10:00 Invite Again'],
        calls: ['Fri 09:00 Call the Customer'],
        ends: calledBy('connected'),
      },
    ],
  },
  notReached: {
    path: 'does not come, and cannot be reached three times',
    deeds: [
      books(),
      calls('Call the Customer', 'no_answer', { at: 'Fri 10:00' }),
      calls('Call the Customer', 'no_answer', { at: 'Fri 14:30' }),
      calls('Call the Customer', 'no_answer', { at: 'Sat 10:00' }),
    ],
    owed: [
      {
        messages: [...REMINDED, 'Sat 10:00 Invite Again'],
        calls: ['Fri 09:00 Call the Customer', 'Fri 14:00 Call the Customer', 'Sat 09:00 Call the Customer'],
        ends: ['Call the Customer: no_answer', 'Call the Customer: no_answer', ...calledBy('no_answer')],
      },
    ],
  },
  furtherWestNoShow: {
    path: 'does not come, and lives two hours further west: called while both are awake',
    deeds: [
      books(),
      calls('Call the Customer', 'no_answer', { at: 'Fri 14:30' }),
      calls('Call the Customer', 'connected', { at: 'Sat 11:30', note: 'overslept' }),
    ],
    owed: [
      {
        messages: ['Wed 11:00 Reminder', 'Sat 11:30 Invite Again'],
        calls: ['Fri 11:00 Call the Customer', 'Sat 11:00 Call the Customer'],
        ends: ['Call the Customer: no_answer', ...calledBy('connected')],
      },
    ],
    timezone: 'Asia/Urumqi',
  },
  noMoreCalls: {
    path: 'does not come, and wants no more calls',
    deeds: [books(), calls('Call the Customer', 'do_not_call', { at: 'Fri 10:00' })],
    owed: [{ messages: REMINDED, calls: ['Fri 09:00 Call the Customer'], ends: calledBy('do_not_call') }],
  },
  nobodyCalls: {
    path: 'does not come, and nobody calls in 3 days',
    deeds: [books()],
    owed: [{ messages: REMINDED, calls: ['Fri 09:00 Call the Customer'], ends: calledBy('timed_out') }],
  },
  booksAgain: {
    path: 'does not come, is called, books again, comes and rates 8',
    deeds: [
      books(),
      calls('Call the Customer', 'connected', { at: 'Fri 10:00', note: 'forgot it' }),
      books({ at: 'Fri 10:30', appointment: '+Tue 14:00', booking: 2 }),
      arrives({ at: '+Tue 14:00', booking: 2 }),
      rates(8, { at: '+Wed 12:00', booking: 2 }),
    ],
    owed: [
      {
        messages: [...REMINDED, 'Fri 10:00 Invite Again'],
        calls: ['Fri 09:00 Call the Customer'],
        ends: calledBy('connected'),
      },
      happily(
        '+Mon 10:00 Reminder',
        '+Tue 14:00 Welcome',
        '+Wed 10:00 Ask About the Car',
        '+Wed 12:00 Thank You',
      ),
    ],
  },
} satisfies Record<string, Row>;
