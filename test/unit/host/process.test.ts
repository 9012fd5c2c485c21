import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { journeyProcess } from '../../../journey/host/process';

const folder = mkdtempSync(join(tmpdir(), 'journey-process-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a store that could not be opened is tried again at the next use, without a restart', async () => {
  Object.assign(process.env, { N8N_USER_FOLDER: folder, JOURNEYS_DATABASE_URL: 'mysql://nowhere' });
  const { runtime } = journeyProcess();
  await expect(runtime.store()).rejects.toThrow('JOURNEYS_DATABASE_URL must begin with postgres://');
  delete process.env['JOURNEYS_DATABASE_URL'];
  const store = await runtime.store();
  expect(store.label).toContain(folder);
  await store.close();
});
