import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { journeyProcess } from '../../../journey/host/process';

const folder = mkdtempSync(join(tmpdir(), 'journey-process-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

afterEach(() => {
  delete process.env['JOURNEYS_MAX_EVENTS_PER_REQUEST'];
});

/** Forgets the journeys of this process, as a restart would. */
function startAnew(): void {
  delete (globalThis as Record<symbol, unknown>)[Symbol.for('@journey-canvas/process/1')];
}

test('a store that could not be opened is tried again at the next use, without a restart', async () => {
  Object.assign(process.env, { N8N_USER_FOLDER: folder, JOURNEYS_DATABASE_URL: 'mysql://nowhere' });
  const { runtime } = journeyProcess();
  await expect(runtime.store()).rejects.toThrow('JOURNEYS_DATABASE_URL must begin with postgres://');
  delete process.env['JOURNEYS_DATABASE_URL'];
  const store = await runtime.store();
  expect(store.label).toContain(folder);
  await store.close();
});

test.each([
  [undefined, 1000],
  ['50', 50],
])('JOURNEYS_MAX_EVENTS_PER_REQUEST %s: %d events', (setting, maxEvents) => {
  startAnew();
  if (setting !== undefined) process.env['JOURNEYS_MAX_EVENTS_PER_REQUEST'] = setting;
  expect(journeyProcess().limits).toMatchObject({ maxEvents });
});

test('a setting that is no number is refused by its name', () => {
  startAnew();
  process.env['JOURNEYS_MAX_EVENTS_PER_REQUEST'] = 'many';
  expect(() => journeyProcess()).toThrow(
    'JOURNEYS_MAX_EVENTS_PER_REQUEST is "many". Set it to a whole number',
  );
});
