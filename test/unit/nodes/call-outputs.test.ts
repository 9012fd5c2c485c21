import { CALL_ENDS, type CallOutcome } from '../../../journey';
import { properties } from '../../../nodes/OutboundCallTask/properties';
import {
  callOutputs,
  configuredOutputs,
  groupOf,
  groupsFault,
  outputs,
  type RawParameters,
} from '../../../nodes/OutboundCallTask/outputs';

const DEFAULT = { groups: properties.find(({ name }) => name === 'groups')?.default } as RawParameters;
const OTHERS: CallOutcome[] = ['timed_out', 'unknown', 'suppressed', 'capped', 'failed', 'would_have'];

test('an output per group, then those of people of whom nobody said anything', () => {
  expect(configuredOutputs(DEFAULT).map(({ displayName }) => displayName)).toEqual([
    ...['Reached', 'Not Reached', 'Refused', 'Do Not Call', 'Wrong Number', 'Timed Out', 'Not Called'],
  ]);
  expect(configuredOutputs({ groups: { values: [{ ends: ['busy'] }] } })[0]?.displayName).toBe('Group 1');
  expect(configuredOutputs({})).toHaveLength(2);
});

test('the expression holds the whole function', () => {
  expect(outputs).toMatch(/^=\{\{\(.*\)\(\$parameter\)\}\}$/s);
  expect(outputs).not.toMatch(/__|import|require/);
});

test('nobody is lost with the default groups, and every output is used', () => {
  expect(groupsFault(DEFAULT)).toBeNull();
  const among = callOutputs(DEFAULT).map(({ branchId }) => branchId);
  const places = [...CALL_ENDS, ...OTHERS].map((outcome) => among.indexOf(groupOf(DEFAULT)(outcome)));
  expect([Math.min(...places), new Set(places).size]).toEqual([0, among.length]);
});

test.each<[RawParameters, RegExp]>([
  [{}, /There is no outcome group/],
  [{ groups: { values: [{ name: 'All', ends: CALL_ENDS.slice(1) }] } }, /No outcome group has connected/],
  [
    {
      groups: {
        values: [
          { name: 'A', ends: [...CALL_ENDS] },
          { name: 'B', ends: ['busy'] },
        ],
      },
    },
    /A and B both have busy/,
  ],
])('%j is at fault', (parameters, text) => {
  expect(groupsFault(parameters)).toMatch(text);
});
