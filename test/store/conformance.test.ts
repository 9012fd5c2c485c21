import { dropPostgres, openFile, openMemory, openPostgres, postgresMissing } from './engines';
import { describeStore } from './suite';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

afterAll(dropPostgres);

describeStore('SQLite in memory', openMemory);
describeStore('SQLite in a file', openFile);

const missing = postgresMissing();
if (missing === null) describeStore('PostgreSQL', openPostgres);
else test.skip(`PostgreSQL (${missing})`, () => {});
