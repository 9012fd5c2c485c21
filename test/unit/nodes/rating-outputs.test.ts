import { configuredOutputs, outputs } from '../../../nodes/RatingBranch/outputs';

const names = (parameters: Parameters<typeof configuredOutputs>[0]) =>
  configuredOutputs(parameters).map(({ displayName }) => displayName);
const bands = { values: [{ name: 'Happy', from: 7 }, { from: 0 }] };

test('the question, one output per band, then No Answer', () => {
  expect(names({ bands })).toEqual(['Ask', 'Happy', 'Band 2', 'No Answer']);
  expect(names({ askedBy: 'link', bands: {} })).toEqual(['Ask', 'No Answer']);
});

test('another way of asking moves no output', () => {
  expect(names({ askedBy: 'message', bands })).toEqual(['Not Asked', 'Happy', 'Band 2', 'No Answer']);
});

test('the expression holds the whole function', () => {
  expect(outputs).toMatch(/^=\{\{\(.*\)\(\$parameter\)\}\}$/s);
  expect(outputs).not.toMatch(/__|import|require/);
});
