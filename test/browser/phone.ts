/** A phone of a common size, held upright. */
export const PHONE = {
  viewport: { width: 390, height: 700 },
  deviceScaleFactor: 1,
  isMobile: true,
  hasTouch: true,
} as const;
