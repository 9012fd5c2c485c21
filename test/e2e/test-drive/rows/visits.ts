import { arrives, books, calls, rates, says } from '../deeds';
import { ASKED, COMES, happily, MANAGED, REMINDED, THANKED, WELCOMED, type Row } from './row';

/** What is different about a visit. */
export const VISITS = {
  waited: {
    path: 'had to wait 40 minutes: the question says sorry',
    deeds: [books(), arrives({ waitedMinutes: 40 }), rates(8)],
    owed: [happily(...WELCOMED, 'Fri 10:00 Ask, Sorry for the Wait', 'Fri 12:00 Thank You')],
  },
  electric: {
    path: 'drives an electric car: the question asks about electric driving',
    deeds: [...COMES, rates(10)],
    owed: [happily(...WELCOMED, 'Fri 10:00 Ask About Electric Driving', 'Fri 12:00 Thank You')],
    powertrain: 'electric',
  },
  saturday: {
    path: 'comes on Saturday: question on Monday when it opens',
    deeds: [
      books({ appointment: 'Sat 11:00' }),
      arrives({ at: 'Sat 11:00' }),
      rates(9, { at: '+Mon 12:00' }),
    ],
    owed: [
      happily(
        'Fri 10:00 Reminder',
        'Sat 11:00 Welcome',
        '+Mon 09:00 Ask About the Car',
        '+Mon 12:00 Thank You',
      ),
    ],
  },
  furtherWest: {
    path: 'lives two hours further west: reminder at 09:00 by their own clock',
    deeds: [...COMES, rates(9, { at: 'Fri 14:00' })],
    owed: [
      happily(
        'Wed 11:00 Reminder',
        'Thu 14:05 Welcome',
        'Fri 11:00 Ask About the Car',
        'Fri 14:00 Thank You',
      ),
    ],
    timezone: 'Asia/Urumqi',
  },
  furtherWestUnhappy: {
    path: 'lives two hours further west, rates 4 on Friday 22:40: sorry at once, manager by the dealership',
    deeds: [
      ...COMES,
      rates(4, { at: 'Fri 22:40' }),
      calls('Manager Calls', 'connected', { at: 'Sat 12:00' }),
    ],
    owed: [
      {
        ...MANAGED,
        messages: [
          'Wed 11:00 Reminder',
          'Thu 14:05 Welcome',
          'Fri 11:00 Ask About the Car',
          'Fri 22:40 Apology',
          'Sat 09:00 Tell the Manager',
        ],
        calls: ['Sat 11:00 Manager Calls'],
      },
    ],
    timezone: 'Asia/Urumqi',
  },
  wantsNoMore: {
    path: 'replies TD to the reminder: no SMS any more',
    deeds: [books(), says('TD', { at: 'Wed 12:00' }), arrives()],
    owed: [{ messages: REMINDED, calls: [], ends: ['Rating: No Answer', 'completed'] }],
  },
  booksLate: {
    path: 'books on Wednesday at 15:00: no reminder',
    deeds: [books({ at: 'Wed 15:00' }), arrives(), rates(9)],
    owed: [happily(...ASKED.slice(1), 'Fri 12:00 Thank You')],
  },
  early: {
    path: 'comes a day early, before the reminder: none',
    deeds: [books(), arrives({ at: 'Wed 09:30' }), rates(9, { at: 'Thu 12:00' })],
    owed: [happily('Wed 09:30 Welcome', 'Thu 10:00 Ask About the Car', 'Thu 12:00 Thank You')],
  },
  sentAgain: {
    path: 'sends the booking three times, books the same number again: as once',
    deeds: [books({ times: 3 }), books({ at: 'Tue 09:00' }), arrives({ times: 3 }), rates(9)],
    owed: [THANKED],
  },
  knownLate: {
    path: 'comes at 17:50, known at 18:20: no call',
    deeds: [books(), arrives({ at: 'Thu 17:50', arrivesAt: 'Thu 18:20' }), rates(9)],
    owed: [happily(...REMINDED, 'Thu 18:20 Welcome', 'Fri 10:00 Ask About the Car', 'Fri 12:00 Thank You')],
  },
} satisfies Record<string, Row>;
