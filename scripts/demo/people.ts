/** One thing a demo person does, `hours` after registering. */
export interface Deed {
  readonly event: string;
  readonly hours: number;
  readonly properties?: Record<string, unknown>;
  /** Sent twice under the same message id, as a sender does that got no answer. */
  readonly twice?: boolean;
}

/** A demo person: what they do, and how many coupons the journey owes them for it. */
export interface Person {
  readonly userId: string;
  readonly story: string;
  readonly deeds: readonly Deed[];
  readonly coupons: 0 | 1;
}

const app = { platform: 'app', status: 'paid' };
const wechat = { platform: 'wechat', status: 'paid' };

interface Story {
  readonly count: number;
  readonly story: string;
  readonly deeds: readonly Deed[];
  readonly coupons: 0 | 1;
}

const STORIES: readonly Story[] = [
  { count: 8, story: 'never buys', deeds: [], coupons: 1 },
  {
    count: 4,
    story: 'buys in the app in time',
    deeds: [{ event: 'purchase', hours: 6, properties: app }],
    coupons: 0,
  },
  {
    count: 3,
    story: 'buys in WeChat in time',
    deeds: [{ event: 'purchase', hours: 8, properties: wechat }],
    coupons: 0,
  },
  {
    count: 2,
    story: 'buys in time, sent twice',
    deeds: [{ event: 'purchase', hours: 6, properties: app, twice: true }],
    coupons: 0,
  },
  {
    count: 1,
    story: 'refunded',
    deeds: [{ event: 'purchase', hours: 6, properties: { ...app, status: 'refunded' } }],
    coupons: 1,
  },
  { count: 1, story: 'registers again', deeds: [{ event: 'user.registered', hours: 5 }], coupons: 1 },
  {
    count: 1,
    story: 'buys too late',
    deeds: [{ event: 'purchase', hours: 40, properties: app }],
    coupons: 1,
  },
];

/** Twenty people whose ids begin with `prefix`, so that each run of the demo has its own. */
export function demoPeople(prefix: string): Person[] {
  return STORIES.flatMap(({ count, ...story }) => Array.from({ length: count }, () => story)).map(
    (story, index) => ({
      ...story,
      userId: `${prefix}-${String(index + 1).padStart(2, '0')}`,
    }),
  );
}
