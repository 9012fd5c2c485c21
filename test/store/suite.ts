import type { Open } from './engines';
import { describeAppend } from './suite/append';
import { describeBehaviours } from './suite/behaviours';
import { describeCalls } from './suite/calls';
import { describeClaims } from './suite/claims';
import { describeContacts } from './suite/contacts';
import { describeCouponPlans } from './suite/coupon-plans';
import { describeCoupons } from './suite/coupons';
import { describeDeadlines } from './suite/deadlines';
import { describeEntries } from './suite/entries';
import { describeFinish } from './suite/finish';
import { describeHolds } from './suite/holds';
import { describeMetrics } from './suite/metrics';
import { describeLeaving } from './suite/leaving';
import { describeIdentity } from './suite/identity';
import { describeLate } from './suite/late';
import { describeParking } from './suite/parking';
import { describePrune } from './suite/prune';
import { describeRecovery } from './suite/recovery';
import { describeReport } from './suite/report';
import { describeResolving } from './suite/resolving';
import { describeRevival } from './suite/revival';
import { describeSteps } from './suite/steps';
import { describeTexts } from './suite/texts';

/** What every engine promises; the same tests for each. */
export function describeStore(name: string, open: Open): void {
  describe(name, () => {
    describe('append', () => describeAppend(open));
    describe('route: entries', () => describeEntries(open));
    describe('route: exits, goals, holdout', () => describeLeaving(open));
    describe('route: waits', () => describeResolving(open));
    describe('route: ids and profiles', () => describeIdentity(open));
    describe('deadlines', () => describeDeadlines(open));
    describe('park', () => describeParking(open));
    describe('deadlines that are past', () => describeLate(open));
    describe('take and claim', () => describeClaims(open));
    describe('finish', () => describeFinish(open));
    describe('recover', () => describeRecovery(open));
    describe('revive', () => describeRevival(open));
    describe('hold, release, pause', () => describeHolds(open));
    describe('coupons', () => describeCoupons(open));
    describe('coupon plans', () => describeCouponPlans(open));
    describe('calls', () => describeCalls(open));
    describe('behaviour', () => describeBehaviours(open));
    describe('contacts', () => describeContacts(open));
    describe('steps', () => describeSteps(open));
    describe('metrics', () => describeMetrics(open));
    describe('report', () => describeReport(open));
    describe('hostile texts', () => describeTexts(open));
    describe('prune', () => describePrune(open));
  });
}
