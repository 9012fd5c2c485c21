import { ROWS, type CouponName, type RowName } from '../../test/e2e/first-purchase/rows';

/** A demo person: which line of the example's oracle they live through, and the coupons they are owed for it. */
export interface Person {
  readonly userId: string;
  readonly row: RowName;
  readonly story: string;
  readonly owed: readonly CouponName[];
}

/** How many people live through which lines: those that need no clock of a test. */
const STORIES: readonly (readonly [count: number, row: RowName, story: string])[] = [
  [13, 'never', 'never buys'],
  [8, 'appEarly', 'buys in the app within a day'],
  [8, 'wechatEarly', 'buys in WeChat within a day'],
  [6, 'appLater', 'buys in the app on day 3'],
  [6, 'wechatLater', 'buys in WeChat on day 3'],
  [3, 'refunded', 'buys, marked refunded'],
  [1, 'cancelled', 'buys, marked cancelled'],
  [2, 'refundAfter', 'buys in WeChat, refunded later'],
  [2, 'twoPurchases', 'buys twice in WeChat'],
  [3, 'sentThreeTimes', 'buys in WeChat, sent three times'],
  [2, 'before', 'bought before registering'],
  [2, 'registersTwice', 'registers twice'],
  [2, 'anonymous', 'buys before signing in'],
  [2, 'oneBatch', 'app and earlier WeChat purchase in a batch'],
];

/** Sixty people whose ids begin with `prefix`, so that each run of the demo has its own. */
export function demoPeople(prefix: string): Person[] {
  return STORIES.flatMap(([count, row, story]) => Array.from({ length: count }, () => ({ row, story }))).map(
    ({ row, story }, index) => ({
      userId: `${prefix}-${String(index + 1).padStart(2, '0')}`,
      row,
      story,
      owed: ROWS[row].owed.map(({ coupon }) => coupon),
    }),
  );
}
