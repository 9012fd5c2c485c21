/** What becomes of events that come in while a journey is unpublished, in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { node, workflow } from '../support/workflow';
import { Canvas } from './harness';
import { canvas, errors, happens, passes, publish, stage, users } from './stage';

const HOUR = 3_600_000;

stage();

let door: Canvas;
beforeEach(async () => {
  // Somebody has to work meanwhile.
  door = await Canvas.of(
    workflow('door', [node('Door', 'userEventTrigger', { events: '', path: 'door' })], []),
  );
  await door.publish();
});
afterEach(() => door.close());

test.each<[string, IDataObject, string[]]>([
  ['by default nobody starts', {}, []],
  ['with Catch Up Hours those start that are young enough', { catchUpHours: 24 }, ['young']],
  ['with enough of them everybody starts', { catchUpHours: 26 }, ['old', 'young']],
])('after a pause: %s', async (_, settings, caughtUp) => {
  const start = await publish([node('A', 'test.stamp', { value: '' })], [['T', 'A']], { settings });
  await happens(start, ['before']);
  await canvas().close();
  await passes(HOUR);
  await happens(start, ['old']);
  await passes(23 * HOUR);
  await happens(start, ['young']);
  await passes(2 * HOUR);
  expect(users('A')).toEqual(['before']);

  await canvas().publish();
  await passes(1);
  await happens(start, ['after']);
  expect(users('A')).toEqual([...caughtUp, 'before', 'after'].sort());
  expect(errors()).toEqual([]);
});
