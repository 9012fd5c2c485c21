export { CouponServiceApi } from './credentials/CouponServiceApi.credentials';
export { UserEventSourceApi } from './credentials/UserEventSourceApi.credentials';
export { MetricsRecorder } from './nodes/MetricsRecorder/MetricsRecorder.node';
export { PublishUserEvent } from './nodes/PublishUserEvent/PublishUserEvent.node';
export { SegmentSplit } from './nodes/SegmentSplit/SegmentSplit.node';
export { SendCoupon } from './nodes/SendCoupon/SendCoupon.node';
export { UserEventTrigger } from './nodes/UserEventTrigger/UserEventTrigger.node';
export { WaitForEvent } from './nodes/WaitForEvent/WaitForEvent.node';
