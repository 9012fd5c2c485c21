import type { Carried, Lineage } from '../ports/store';
import { digest } from './ids';

/** The most that is kept of one person at a wait, as JSON text. */
const MAX_CARRIED = 128 * 1024;

/**
 * What is kept of a person at a wait: the item and, of each earlier node, the one item it came from. Above the size cap
 * the largest earlier items are emptied first, never the item itself nor the trigger's.
 */
export function carry(json: Record<string, unknown>, lineage: Lineage, memo?: unknown): Carried {
  const sizes = lineage.map((step) => JSON.stringify(step.json).length);
  let total = JSON.stringify(json).length + sizes.reduce((sum, size) => sum + size, 0);
  const emptied = new Set<number>();
  while (total > MAX_CARRIED) {
    const largest = sizes.reduce(
      (best, size, place) => (place > 0 && !emptied.has(place) && size > (sizes[best] ?? -1) ? place : best),
      -1,
    );
    if (largest < 0) break;
    emptied.add(largest);
    total -= sizes[largest] ?? 0;
  }
  return {
    json,
    lineage: lineage.map((step, place) => (emptied.has(place) ? { ...step, json: {} } : step)),
    trimmed: emptied.size > 0,
    ...(memo === undefined ? {} : { memo }),
  };
}

/** Equal for people who came the same way and so may continue in one execution. */
export function pathHash(lineage: Lineage): string {
  return digest(
    lineage.map(({ nodeId, output }) => [nodeId, output]),
    16,
  );
}
