/** The languages our pages speak. */
export const LANGUAGES = ['en', 'zh'] as const;

/** A language of our pages. */
export type Language = (typeof LANGUAGES)[number];

/**
 * The language of ours that a browser wants most, by its Accept-Language header (RFC 9110, 12.5.4); English where it
 * wants none of them, or says nothing.
 */
export function preferredLanguage(header: string | undefined): Language {
  const wanted = (header ?? '')
    .split(',')
    .map((part, place) => {
      const [range = '', ...parameters] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = parameters.find((one) => one.startsWith('q='))?.slice(2);
      return { language: range.split('-')[0], weight: weight === undefined ? 1 : Number(weight), place };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.place - b.place);
  for (const { language } of wanted) {
    const ours = LANGUAGES.find((one) => one === language);
    if (ours) return ours;
  }
  return 'en';
}
