import type { Gate } from '../../support/gate';
import { journey, noOp, type Lab } from '../../support/lab';

/** What the doctor says, as JSON. */
export interface Report {
  healthy: boolean;
  lastSeenMs: number | null;
  findings: {
    kind: string;
    reason: string;
    count: number;
    workflowId: string;
    nodeId: string;
    examples: string[];
  }[];
}

/** The values of n8n's own /metrics, by name and labels as they stand there; undefined where there is none. */
async function metrics(lab: Lab): Promise<(name: string) => number | undefined> {
  const { status, data } = await lab.n8n.rest.plain('GET', '/metrics');
  expect(status).toBe(200);
  // What n8n itself measures must stay there, whatever becomes of ours.
  expect(data).toContain('n8n_workflow_publication_reconciliation_duration_seconds');
  const lines = String(data).split('\n');
  return (name) => {
    const line = lines.find((text) => text.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length));
  };
}

/** Waits until n8n's /metrics says all of this at once; figures are at most ten seconds old. */
export function untilMetrics(lab: Lab, wanted: Record<string, number | undefined>): Promise<boolean> {
  return lab.n8n.wait(`n8n to measure ${JSON.stringify(wanted)}`, async () => {
    const value = await metrics(lab);
    return Object.keys(wanted).every((name) => value(name) === wanted[name]);
  });
}

/** A journey whose people call a gate before they end. */
export const journeyBehind = (gate: Gate, key: string) =>
  journey(
    key,
    [gate.node('Gate'), noOp('End')],
    [
      ['Entered', 'Gate'],
      ['Gate', 'End'],
    ],
  );
