/** Words by which people stop messages: those carriers prescribe in English, and what Chinese messages ask to answer. */
const WORDS = new Set([
  'STOP',
  'STOPALL',
  'UNSUBSCRIBE',
  'QUIT',
  'TD',
  'T',
  'R',
  '退订',
  '退訂',
  '拒收',
  '取消订阅',
]);

/** Words by which people take it back. */
const BACK = new Set(['START', 'UNSTOP', '恢复订阅', '恢復訂閱', '重新订阅', '重新訂閱']);

/** Whether an answer says nothing but that the person wants no more messages. */
export function optsOut(text: string): boolean {
  return WORDS.has(plain(text));
}

/** Whether an answer says nothing but that the person wants messages again. */
export function optsIn(text: string): boolean {
  return BACK.has(plain(text));
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s.!,。！，"'“”]/gu, '')
    .toUpperCase();
}
