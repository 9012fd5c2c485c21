/** How much one request may bring; every limit is named in the answer of a request that breaks it. */
export interface IntakeLimits {
  /** Bytes of one request as sent, before decompression. */
  readonly maxBodyBytes: number;
  /** Bytes of one request after decompression. */
  readonly maxDecodedBytes: number;
  /** Bytes of one event as UTF-8 JSON. */
  readonly maxEventBytes: number;
  /** Events in one request. */
  readonly maxEvents: number;
  /** Objects and lists in one request, at any level: each costs far more to read than its byte. */
  readonly maxContainers: number;
  /** Levels of nesting of one event; the event itself is level 1, its properties are level 2. */
  readonly maxDepth: number;
}

/** The limits of an intake that nobody configured. */
export const DEFAULT_LIMITS: IntakeLimits = {
  maxBodyBytes: 1_048_576,
  maxDecodedBytes: 8_388_608,
  maxEventBytes: 65_536,
  maxEvents: 1000,
  maxContainers: 300_000,
  maxDepth: 64,
};

/** The limits of an intake that takes so many events at once; for more than by default the body may grow with them. */
export function limitsFor(maxEvents: number): IntakeLimits {
  const times = Math.max(1, maxEvents / DEFAULT_LIMITS.maxEvents);
  return {
    ...DEFAULT_LIMITS,
    maxEvents,
    maxBodyBytes: Math.ceil(DEFAULT_LIMITS.maxBodyBytes * times),
    maxDecodedBytes: Math.ceil(DEFAULT_LIMITS.maxDecodedBytes * times),
    maxContainers: Math.ceil(DEFAULT_LIMITS.maxContainers * times),
  };
}
