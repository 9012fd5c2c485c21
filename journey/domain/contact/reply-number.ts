const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  兩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100 };

/** After punctuation a comment may follow. */
const END = String.raw`\s*(?:$|[,.!;:，。！；：、~～\n)](?<rest>[^]*)$)`;
const WESTERN = new RegExp(String.raw`^(?<number>\d{1,6}(?:[.]\d{1,4})?)\s*(?:分(?<free>[^]*)$|${END})`, 'u');
const CHINESE = new RegExp(
  String.raw`^(?<number>[零〇一二两兩三四五六七八九十百]{1,6})(?:[点點](?<part>[零〇一二三四五六七八九]{1,4}))?\s*分?${END}`,
  'u',
);

/**
 * The number somebody has answered with, such as `9`, `9分`, `９` or `九`, with a comment behind it or not; null when the
 * text is anything else, or holds a second number. A word that only looks like a number (`十分满意`, very satisfied) is none.
 */
export function replyNumber(text: string): number | null {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/^["'“”‘’(]+|["'“”‘’]+$/gu, '');
  const western = WESTERN.exec(plain)?.groups;
  if (western) {
    const comment = western['free'] ?? western['rest'] ?? '';
    return /\d/.test(comment) ? null : Number(western['number']);
  }
  const chinese = CHINESE.exec(plain)?.groups;
  if (!chinese || /\d/.test(chinese['rest'] ?? '')) return null;
  const whole = wholeOf([...(chinese['number'] ?? '')]);
  const part = [...(chinese['part'] ?? '')].map((digit) => DIGITS[digit]).join('');
  return whole === null || part === '' ? whole : Number(`${whole}.${part}`);
}

/** 九, 十, 十二, 二十, 一百零五; null for digits in a row that make no number. */
function wholeOf(signs: readonly string[]): number | null {
  let total = 0;
  let digit: number | null = null;
  let below = Infinity;
  for (const sign of signs) {
    const unit = UNITS[sign];
    if (unit === undefined) {
      // 零 only bridges a missing place.
      if (digit !== null && digit !== 0) return null;
      digit = DIGITS[sign] ?? 0;
      continue;
    }
    if (unit >= below || digit === 0) return null;
    total += (digit ?? 1) * unit;
    below = unit;
    digit = null;
  }
  return total + (digit ?? 0);
}
