/** What the outputs depend on, as n8n hands the raw parameters to an expression. */
interface RawParameters {
  branches?: { values?: Array<{ name?: string; event?: string }> };
  waitForever?: boolean;
}

/**
 * One output per branch in their order, then Timed Out unless the wait has no limit. n8n runs this function's text
 * inside an expression, in the editor too, so it must refer to nothing outside itself.
 */
export const configuredOutputs = (
  parameters: RawParameters,
): Array<{ type: string; displayName: string }> => {
  const branches = parameters.branches?.values ?? [];
  const outputs = branches.map((branch, index) => ({
    type: 'main',
    displayName: branch.name || branch.event || `Branch ${index + 1}`,
  }));
  if (parameters.waitForever !== true) outputs.push({ type: 'main', displayName: 'Timed Out' });
  return outputs;
};

/** The node's `outputs`: an expression over its own parameters, as n8n's Switch node has it. */
export const outputs = `={{(${configuredOutputs})($parameter)}}` as const;
