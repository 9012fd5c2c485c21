/** Lengths of business time in milliseconds. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The coupons of the journey, by what they are worth in WeChat (W) and in the app (A); values are in fen. */
export const COUPONS = {
  'W5/A8': { plan: 'first-purchase-1', fen: { wechat: 500, app: 800 } },
  'W7/A10': { plan: 'first-purchase-2', fen: { wechat: 700, app: 1000 } },
  A3: { plan: 'first-purchase-app', fen: { app: 300 } },
} as const;

/** A coupon as the oracle calls it. */
export type CouponName = keyof typeof COUPONS;

/** Something that a person does, or that becomes known of them. Times are from the registration on, in milliseconds. */
export interface Deed {
  readonly event: 'user.registered' | 'purchase' | 'purchase.refunded' | 'merge';
  readonly at: number;
  /** When the event of it comes in; deeds that come in at one time are sent as one batch. */
  readonly arrivesAt: number;
  readonly properties: Readonly<Record<string, string | number>>;
  /** Done under the id that the person has before signing in. */
  readonly anonymously: boolean;
  /** How often the very same request is sent. */
  readonly times: number;
}

/** A line of the oracle: what people do, and the coupons they are owed for it, in order. */
export interface Row {
  readonly path: string;
  readonly deeds: readonly Deed[];
  readonly owed: readonly { readonly coupon: CouponName; readonly at: number }[];
  /** How many first purchases are counted. */
  readonly purchases: 0 | 1;
  /** When the registration comes in, where that is not at once. */
  readonly registrationArrivesAt?: number;
}

type Details = Partial<Omit<Deed, 'event' | 'at'>>;

function deed(event: Deed['event'], at: number, details: Details = {}): Deed {
  return { event, at, arrivesAt: at, properties: {}, anonymously: false, times: 1, ...details };
}

/** Amounts differ with the hour, so that a sum shows which purchases it is of. `order` tells orders of a person apart. */
function buys(platform: 'app' | 'wechat', at: number, details: Details = {}): Deed {
  const amount = 100.5 + Math.round(at / HOUR);
  const properties = { platform, status: 'paid', amount, currency: 'CNY', order: 1, ...details.properties };
  return deed('purchase', at, { ...details, properties });
}

const refund = (at: number): Deed => deed('purchase.refunded', at, { properties: { order: 1 } });

const FIRST = { coupon: 'W5/A8', at: DAY } as const;
const SECOND = { coupon: 'W7/A10', at: 8 * DAY } as const;
const appOnly = (at: number) => ({ coupon: 'A3', at }) as const;
const NOTHING_BOUGHT = { owed: [FIRST, SECOND], purchases: 0 } as const;
const BOUGHT_IN_APP = { owed: [], purchases: 1 } as const;
const BOUGHT_IN_WECHAT = { owed: [appOnly(3 * HOUR)], purchases: 1 } as const;

const rows = {
  never: { path: 'no purchase ever', deeds: [], ...NOTHING_BOUGHT },
  appEarly: { path: 'app purchase at R+3h', deeds: [buys('app', 3 * HOUR)], ...BOUGHT_IN_APP },
  wechatEarly: { path: 'WeChat purchase at R+3h', deeds: [buys('wechat', 3 * HOUR)], ...BOUGHT_IN_WECHAT },
  appLater: { path: 'app purchase at R+3d', deeds: [buys('app', 3 * DAY)], owed: [FIRST], purchases: 1 },
  wechatLater: {
    path: 'WeChat purchase at R+3d',
    deeds: [buys('wechat', 3 * DAY)],
    owed: [FIRST, appOnly(3 * DAY)],
    purchases: 1,
  },
  tie: {
    path: 'WeChat purchase with timestamp exactly R+24h, arriving before the timeout is committed',
    deeds: [buys('wechat', DAY, { arrivesAt: DAY - 1000 })],
    owed: [appOnly(DAY - 1000)],
    purchases: 1,
  },
  tooLate: {
    path: 'WeChat purchase with timestamp R+23h59m, arriving at R+24h10m after the timeout was committed',
    deeds: [buys('wechat', DAY - MINUTE, { arrivesAt: DAY + 10 * MINUTE })],
    owed: [FIRST, appOnly(DAY + 10 * MINUTE)],
    purchases: 1,
  },
  refunded: {
    path: 'WeChat purchase at R+3h marked refunded, nothing else',
    deeds: [buys('wechat', 3 * HOUR, { properties: { status: 'refunded' } })],
    ...NOTHING_BOUGHT,
  },
  cancelled: {
    path: 'WeChat purchase at R+3h marked cancelled, nothing else',
    deeds: [buys('wechat', 3 * HOUR, { properties: { status: 'cancelled' } })],
    ...NOTHING_BOUGHT,
  },
  refundAfter: {
    path: 'refund event for a purchase that already ended the wait',
    deeds: [buys('wechat', 3 * HOUR), refund(5 * HOUR)],
    ...BOUGHT_IN_WECHAT,
  },
  refundedAfter: {
    path: 'the same purchase once more, marked refunded, after it ended the wait',
    deeds: [buys('wechat', 3 * HOUR), buys('wechat', 5 * HOUR, { properties: { status: 'refunded' } })],
    ...BOUGHT_IN_WECHAT,
  },
  twoPurchases: {
    path: 'two WeChat purchases at R+3h and R+4h',
    deeds: [buys('wechat', 3 * HOUR), buys('wechat', 4 * HOUR, { properties: { order: 2 } })],
    ...BOUGHT_IN_WECHAT,
  },
  sentThreeTimes: {
    path: 'purchase event delivered three times',
    deeds: [buys('wechat', 3 * HOUR, { times: 3 })],
    ...BOUGHT_IN_WECHAT,
  },
  before: {
    path: 'purchase with timestamp before registration',
    deeds: [buys('wechat', -2 * HOUR, { arrivesAt: HOUR })],
    ...NOTHING_BOUGHT,
  },
  registersTwice: {
    path: 'registers twice (two event ids, same user)',
    deeds: [deed('user.registered', 2 * HOUR)],
    ...NOTHING_BOUGHT,
  },
  knownLate: {
    path: 'registration known only at R+26h, no purchase: the second deadline counts from the first coupon',
    deeds: [],
    registrationArrivesAt: DAY + 2 * HOUR,
    owed: [
      { coupon: 'W5/A8', at: DAY + 2 * HOUR },
      { coupon: 'W7/A10', at: 8 * DAY + 2 * HOUR },
    ],
    purchases: 0,
  },
  anonymous: {
    path: 'WeChat purchase under an anonymous id, merged into the user at R+5h',
    deeds: [buys('wechat', 3 * HOUR, { anonymously: true }), deed('merge', 5 * HOUR)],
    owed: [appOnly(5 * HOUR)],
    purchases: 1,
  },
  oneBatch: {
    path: 'one batch holding an app purchase of R+3h and, after it, a WeChat purchase of R+2h',
    deeds: [buys('app', 3 * HOUR), buys('wechat', 2 * HOUR, { arrivesAt: 3 * HOUR })],
    ...BOUGHT_IN_WECHAT,
  },
  oddAmount: {
    path: 'WeChat purchase at R+3h with the amount "1,280.00", which cannot be counted',
    deeds: [buys('wechat', 3 * HOUR, { properties: { amount: '1,280.00' } })],
    owed: [appOnly(3 * HOUR)],
    purchases: 0,
  },
} satisfies Record<string, Row>;

/** The name of a line. */
export type RowName = keyof typeof rows;

/** The oracle, line by line; some lines are told in two ways, and two are added. */
export const ROWS: Readonly<Record<RowName, Row>> = rows;

/** Everything that people of a line do, from the registration on. */
export function deedsOf(row: RowName): Deed[] {
  const { deeds, registrationArrivesAt: arrivesAt = 0 } = ROWS[row];
  return [deed('user.registered', 0, { arrivesAt }), ...deeds];
}
