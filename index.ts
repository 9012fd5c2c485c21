export { CouponServiceApi } from './credentials/CouponServiceApi.credentials';
export { UserEventSourceApi } from './credentials/UserEventSourceApi.credentials';
export { PublishUserEvent } from './nodes/PublishUserEvent/PublishUserEvent.node';
export { SegmentSplit } from './nodes/SegmentSplit/SegmentSplit.node';
export { SendCoupon } from './nodes/SendCoupon/SendCoupon.node';
export { UserEventTrigger } from './nodes/UserEventTrigger/UserEventTrigger.node';
export { WaitForEvent } from './nodes/WaitForEvent/WaitForEvent.node';
