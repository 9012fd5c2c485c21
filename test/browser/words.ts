import { PANELS } from './panels';

/** Words that ops people type, and the nodes that each of them must find. */
export const WORDS: readonly (readonly [word: string, nodes: readonly string[]])[] = [
  ['journey', PANELS.map(({ node }) => node)],
  ['event', ['User Event Trigger', 'Wait For Event', 'Publish User Event']],
  ['wait', ['Wait For Event']],
  ['delay', ['Wait For Event']],
  ['coupon', ['Send Coupon']],
  ['voucher', ['Send Coupon']],
  ['rating', ['Rating Branch']],
  ['survey', ['Rating Branch']],
  ['nps', ['Rating Branch']],
  ['sms', ['Send Message']],
  ['quiet hours', ['Send Message']],
  ['phone call', ['Outbound Call Task']],
  ['call center', ['Outbound Call Task']],
  ['segment', ['Segment Split']],
  ['ab test', ['Segment Split']],
  ['revenue', ['Metrics Recorder']],
  ['conversion', ['Metrics Recorder']],
  ['consent', ['User Profile']],
  ['lead scoring', ['User Profile']],
];
