import { arrives, books, calls, opens, rates } from '../deeds';
import { ASKED, COMES, MANAGED, SORRY, THANKED, type Row } from './row';

/** Whoever comes, and is asked how it was. */
export const RATINGS = {
  rates9: { path: 'comes, rates 9', deeds: [...COMES, rates(9)], owed: [THANKED] },
  rates7: { path: 'comes, rates 7', deeds: [...COMES, rates(7)], owed: [THANKED] },
  rates6: {
    path: 'comes, rates 6; the manager calls',
    deeds: [...COMES, rates(6), calls('Manager Calls', 'connected', { at: 'Fri 15:00' })],
    owed: [MANAGED],
  },
  managerSleeps: {
    path: 'comes, rates 2, and the manager does not call in 2 days',
    deeds: [...COMES, rates(2)],
    owed: [
      {
        messages: [...SORRY, '+Mon 09:00 Remind the Manager'],
        calls: ['Fri 12:00 Manager Calls'],
        ends: ['Rating: Unhappy', 'Manager Calls: timed_out', 'completed'],
      },
    ],
  },
  replies9: { path: 'answers by SMS: 9', deeds: [...COMES, rates(9, { by: 'sms' })], owed: [THANKED] },
  replies3: {
    path: 'answers by SMS: 3',
    deeds: [...COMES, rates(3, { by: 'sms' }), calls('Manager Calls', 'connected', { at: 'Fri 15:00' })],
    owed: [MANAGED],
  },
  ratesTwice: {
    path: 'rates twice, 9 and then 1: the first answer counts',
    deeds: [...COMES, rates(9), rates(1, { at: 'Fri 12:30', refused: true })],
    owed: [THANKED],
  },
  ratesAtNight: {
    path: 'rates 3 on Friday 22:40: apology and manager in the morning',
    deeds: [
      ...COMES,
      rates(3, { at: 'Fri 22:40' }),
      calls('Manager Calls', 'connected', { at: 'Sat 10:00' }),
    ],
    owed: [
      {
        ...MANAGED,
        messages: [...ASKED, 'Sat 09:00 Apology', 'Sat 09:00 Tell the Manager'],
        calls: ['Sat 09:00 Manager Calls'],
      },
    ],
  },
  ratesOnSunday: {
    path: 'comes on Friday, rates 4 on Sunday: apology at once, manager when the dealership opens',
    deeds: [
      books({ appointment: 'Fri 15:00' }),
      arrives({ at: 'Fri 15:00' }),
      rates(4, { at: 'Sun 12:00' }),
      calls('Manager Calls', 'refused', { at: '+Mon 11:00' }),
    ],
    owed: [
      {
        messages: [
          'Thu 10:00 Reminder',
          'Fri 15:00 Welcome',
          'Sat 10:00 Ask About the Car',
          'Sun 12:00 Apology',
          '+Mon 09:00 Tell the Manager',
        ],
        calls: ['+Mon 09:00 Manager Calls'],
        ends: ['Rating: Unhappy', 'Manager Calls: refused', 'completed'],
      },
    ],
  },
  silent: {
    path: 'comes and does not answer; a mail scanner opens the link',
    deeds: [...COMES, opens({ at: 'Fri 10:30' })],
    owed: [{ messages: ASKED, calls: [], ends: ['Rating: No Answer', 'completed'] }],
  },
  nobodyResponsible: {
    path: 'rates 5, and nobody is responsible: the duty desk is told',
    deeds: [...COMES, rates(5), calls('Manager Calls', 'connected', { at: 'Fri 15:00' })],
    owed: [MANAGED],
    noManager: true,
  },
} satisfies Record<string, Row>;
