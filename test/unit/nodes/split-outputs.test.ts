import { outputIds } from '../../../nodes/SegmentSplit/ids';
import { configuredOutputs } from '../../../nodes/SegmentSplit/outputs';

const named = (parameters: Parameters<typeof configuredOutputs>[0]) =>
  // As n8n runs it: from its text alone.
  (new Function(`return (${configuredOutputs})`)() as typeof configuredOutputs)(parameters).map(
    ({ displayName }) => displayName,
  );

describe('the outputs', () => {
  test.each([
    ['a new node', {}, ['No Match']],
    ['segments', { segments: { values: [{ name: 'Pro' }, {}] } }, ['Pro', 'Segment 2', 'No Match']],
    [
      'segments by behaviour',
      {
        segments: {
          values: [{ name: 'Loyal', behaviours: { values: [{ event: 'purchase' }] } }, { behaviours: {} }],
        },
      },
      ['Loyal', 'Segment 2', 'No Match'],
    ],
    [
      'arms',
      { splitBy: 'percent', arms: { values: [{ name: 'A', percent: 50 }, {}] } },
      ['A (50%)', 'Arm 2 (0%)', 'Control'],
    ],
  ])('of %s', (_, parameters, outputs) => expect(named(parameters)).toEqual(outputs));
});

test('ids are all different, and a hidden id comes first', () => {
  const outputs = [
    { name: 'A' },
    { name: 'A' },
    { id: 'x', name: 'B' },
    { name: 'no_match' },
    { name: 'A#2' },
  ];
  expect(outputIds(outputs, 'no_match')).toEqual(['A', 'A#2', 'x', 'no_match#2', 'A#2#2']);
});
