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

test('what began in another life of the process is nothing to pause', () => {
  const executions = new ExecutionRegistry();
  executions.pause('1');
  executions.resume('1');
  expect([executions.busy, executions.get('1')]).toEqual([false, undefined]);
});
