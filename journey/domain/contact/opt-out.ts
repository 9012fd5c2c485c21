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

/** Whether an answer says nothing but that the person wants no more messages. */
export function optsOut(text: string): boolean {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s.!,。！，"'“”]/gu, '')
    .toUpperCase();
  return WORDS.has(plain);
}
