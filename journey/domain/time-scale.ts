import type { GraphNode } from './graph';

/** By how much a journey's trigger divides lengths of time, for demos; 1 where it says nothing that can be. Never throws. */
export function timeScaleOf(trigger: GraphNode | undefined): number {
  const { settings } = (trigger?.parameters ?? {}) as { settings?: { timeScale?: unknown } };
  const scale = Number(settings?.timeScale ?? 1);
  return scale > 0 ? scale : 1;
}
