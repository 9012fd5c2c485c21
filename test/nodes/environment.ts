/** Must be imported before n8n-core, which reads the environment while it loads. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The user folder of this test file's n8n; the embedded store lies in it. */
export const userFolder = mkdtempSync(path.join(tmpdir(), 'journey-nodes-'));

process.env['N8N_USER_FOLDER'] = userFolder;
process.env['N8N_LOG_LEVEL'] = 'silent';
delete process.env['JOURNEYS_DATABASE_URL'];
delete process.env['JOURNEYS_DATABASE_URL_FILE'];
delete process.env['EXECUTIONS_MODE'];
