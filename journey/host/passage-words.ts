import type { Passage } from '../ports/store';
import type { Names } from './names';

/** What comes next for somebody, in words for the phone. */
export interface NextWords {
  readonly next: string;
  readonly nextInChinese: string;
}

/** What the package's own events are called in plain words; events of sources keep their names. */
const PLAIN: Readonly<Record<string, readonly [english: string, chinese: string]>> = {
  'call.disposition': ['the result of a call', '通话结果'],
  'message.delivered': ['word that a message has arrived', '消息送达'],
  'message.failed': ['word that a message has failed', '消息未送达'],
  'message.replied': ['a reply', '回复'],
  'rating.given': ['a rating', '评分'],
};

/** What comes next, in a sentence that can be read to somebody on the phone; times are of `zone`, an IANA name. Never throws. */
export function nextOf(passage: Passage, names: Names, zone: string): NextWords {
  const { active, reason, waiting, underway } = passage;
  const both = (next: string, nextInChinese: string): NextWords => ({ next, nextInChinese });
  if (!active)
    return both(
      `Nothing: the journey ended (${reason ?? 'unknown'})`,
      `旅程已结束（${reason ?? '原因不明'}）`,
    );
  const [wait] = waiting;
  if (wait) {
    const place = names.nodeOf(wait.nodeId) ?? wait.nodeId;
    const words = (language: 0 | 1) => [
      ...new Set(wait.events.map((event) => PLAIN[event]?.[language] ?? event)),
    ];
    const what = words(0).length > 0 ? `waits for ${words(0).join(' or ')}` : 'waits';
    const whatInChinese = words(1).length > 0 ? `等待${words(1).join('或')}` : '等待中';
    const time = wait.deadlineAt === null ? null : localTime(wait.deadlineAt, zone);
    return both(
      `At ${place}: ${what}, ${time === null ? 'without a limit' : `until ${time} (${zone})`}`,
      `在“${place}”：${whatInChinese}，${time === null ? '不限时间' : `直到${time}（${zone}）`}`,
    );
  }
  const [delivery] = underway;
  if (!delivery) return both('Nothing is under way', '目前没有进行中的步骤');
  const place = names.nodeOf(delivery.nodeId) ?? delivery.nodeId;
  if (delivery.state === 'held')
    return both(
      `Held at ${place}: ${delivery.reason ?? 'no reason is known'}`,
      `停留在“${place}”：${delivery.reason ?? '原因不明'}`,
    );
  if (delivery.state === 'error' || delivery.state === 'dead')
    return both(`Failed after ${place}`, `在“${place}”之后失败`);
  return both(`On the move from ${place}`, `正在离开“${place}”`);
}

/** Date and time to the minute, as 2026-03-11 09:00. */
function localTime(at: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone }).format(
    at,
  );
}
