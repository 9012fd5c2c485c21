/** What the outputs depend on, as n8n hands the raw parameters to an expression. */
interface RawParameters {
  splitBy?: string;
  segments?: { values?: Array<{ name?: string }> };
  arms?: { values?: Array<{ name?: string; percent?: number }> };
}

/**
 * One output per segment or arm in their order, then the one for everybody else. n8n runs this function's text inside an
 * expression, in the editor too, so it must refer to nothing outside itself.
 */
export const configuredOutputs = (
  parameters: RawParameters,
): Array<{ type: string; displayName: string }> => {
  const percent = parameters.splitBy === 'percent';
  const outputs = percent
    ? (parameters.arms?.values ?? []).map((arm, index) => ({
        type: 'main',
        displayName: (arm.name || 'Arm ' + (index + 1)) + ' (' + (arm.percent ?? 0) + '%)',
      }))
    : (parameters.segments?.values ?? []).map((segment, index) => ({
        type: 'main',
        displayName: segment.name || 'Segment ' + (index + 1),
      }));
  outputs.push({ type: 'main', displayName: percent ? 'Control' : 'No Match' });
  return outputs;
};

/** The node's `outputs`: an expression over its own parameters, as n8n's Switch node has it. */
export const outputs = `={{(${configuredOutputs})($parameter)}}` as const;
