/** What the outputs depend on, as n8n hands the raw parameters to an expression. */
export interface RawParameters {
  branches?: { values?: Array<{ name?: string; event?: string }> };
  waitForever?: boolean;
  until?: string;
  direction?: string;
  settings?: { past?: string; continueWhen?: string };
}

/**
 * One output per branch in their order, or one for all of them together, then Timed Out unless the wait has no limit, then Skipped where people whose time
 * is already past leave by an output of their own. n8n runs this function's text inside an expression, in the editor
 * too, so it must refer to nothing outside itself.
 */
export const configuredOutputs = (
  parameters: RawParameters,
): Array<{ type: string; displayName: string }> => {
  const branches = parameters.branches?.values ?? [];
  const together = parameters.settings?.continueWhen === 'all' && branches.length > 0;
  const outputs = together
    ? [{ type: 'main', displayName: 'All Happened' }]
    : branches.map((branch, index) => ({
        type: 'main',
        // What an expression says differs from person to person.
        displayName:
          [branch.name, branch.event].find((text) => text && !text.startsWith('=')) || `Branch ${index + 1}`,
      }));
  if (parameters.waitForever === true) return outputs;
  outputs.push({ type: 'main', displayName: 'Timed Out' });
  const past = parameters.settings?.past ?? 'default';
  const before = parameters.until === 'field' && (parameters.direction ?? 'before') === 'before';
  if (past === 'skip' || (past === 'default' && before))
    outputs.push({ type: 'main', displayName: 'Skipped' });
  return outputs;
};

/** The node's `outputs`: an expression over its own parameters, as n8n's Switch node has it. */
export const outputs = `={{(${configuredOutputs})($parameter)}}` as const;
