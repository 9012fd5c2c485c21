import { ExecutionRegistry } from '../../../journey/host/executions';

test("an execution in a wait of n8n's own is remembered, and keeps no process alive", () => {
  const executions = new ExecutionRegistry();
  const execution = executions.begin('1', []);
  expect(executions.busy).toBe(true);
  executions.pause('1');
  expect([executions.busy, executions.get('1')]).toEqual([false, execution]);
  executions.begin('2', []);
  expect(executions.busy).toBe(true);
  executions.end('2');
  executions.resume('1');
  expect(executions.busy).toBe(true);
});

test('of very many such executions those are forgotten that have waited the longest', () => {
  const executions = new ExecutionRegistry();
  for (let id = 0; id <= 10_000; id += 1) {
    executions.begin(String(id), []);
    executions.pause(String(id));
  }
  expect(executions.busy).toBe(false);
  expect(['0', '1', '10000'].map((id) => executions.get(id) !== undefined)).toEqual([false, true, true]);
});

test('what began in another life of the process is nothing to pause', () => {
  const executions = new ExecutionRegistry();
  executions.pause('1');
  executions.resume('1');
  expect([executions.busy, executions.get('1')]).toEqual([false, undefined]);
});
