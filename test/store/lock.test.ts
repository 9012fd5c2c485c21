import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { sqliteEngine } from '../../journey/store/sqlite/engine';
import { StoreLockedError } from '../../journey/store/sqlite/lock';
import { temporaryFolder } from './engines';
import { event, storeOn } from './kit';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);

const { folder, remove } = temporaryFolder();
const bundle = path.join(folder, 'engine.cjs');

beforeAll(() => {
  const entry = path.join(__dirname, '../../journey/store/sqlite/engine.ts');
  buildSync({ entryPoints: [entry], bundle: true, platform: 'node', outfile: bundle, logLevel: 'error' });
});
afterAll(remove);

// Nobody keeps the engine: the lock must not depend on that.
const HOLD = `try {
  require(process.argv[1]).sqliteEngine(process.argv[2]);
  globalThis.gc();
  process.stdout.write('open');
  setInterval(() => {}, 1000);
} catch (error) {
  process.stdout.write(error.name + ': ' + error.message);
}`;

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

/** Opens the file in a process of its own; the answer is `open`, or the refusal. */
async function openElsewhere(
  file: string,
): Promise<{ readonly child: ChildProcess; readonly answer: string }> {
  const child = spawn(process.execPath, ['--expose-gc', '-e', HOLD, bundle, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  children.push(child);
  return { child, answer: said.toString() };
}

const ADVICE =
  /uses the embedded journey store .*set JOURNEYS_DATABASE_URL=postgres:\/\/user:password@host:5432\/database in each of them/;

describe('the lock of the embedded store', () => {
  const fileFor = (name: string) => path.join(folder, `${name}.sqlite`);

  test('a second open in the same process is refused with the advice to use PostgreSQL', async () => {
    const engine = sqliteEngine(fileFor('same'));
    expect(() => sqliteEngine(fileFor('same'))).toThrow(StoreLockedError);
    expect(() => sqliteEngine(fileFor('same'))).toThrow(ADVICE);
    await engine.close();
    await sqliteEngine(fileFor('same')).close();
  });

  test('a second process is refused with the same advice, and the first goes on', async () => {
    const engine = sqliteEngine(fileFor('other'));
    const store = await storeOn(engine);
    const { child, answer } = await openElsewhere(fileFor('other'));
    expect(answer).toMatch(/^StoreLockedError: /);
    expect(answer).toMatch(ADVICE);
    if (child.exitCode === null) await once(child, 'exit');
    expect(await store.append([event('ann', 'a')])).toEqual(['accepted']);
    await store.close();
  });

  test('a refused open gives the lock of the holder back to nobody', async () => {
    const engine = sqliteEngine(fileFor('kept'));
    expect(() => sqliteEngine(fileFor('kept'))).toThrow(StoreLockedError);
    const { answer } = await openElsewhere(fileFor('kept'));
    expect(answer).toMatch(/^StoreLockedError: /);
    await engine.close();
  });

  test('after kill -9 of the holder the lock is free, and what it committed is there', async () => {
    const { child, answer } = await openElsewhere(fileFor('killed'));
    expect(answer).toBe('open');
    expect(() => sqliteEngine(fileFor('killed'))).toThrow(StoreLockedError);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = await storeOn(sqliteEngine(fileFor('killed')));
    expect(await store.append([event('ann', 'a')])).toEqual(['accepted']);
    await store.close();
  });

  test('a file that is no database is reported as that, and the lock is not kept', () => {
    writeFileSync(fileFor('broken'), 'this is a text of more than a hundred bytes '.repeat(20));
    expect(() => sqliteEngine(fileFor('broken'))).toThrow(/not a database/);
    rmSync(fileFor('broken'));
    const again = sqliteEngine(fileFor('broken'));
    return again.close();
  });

  test('a folder that cannot be written is not blamed on another process', () => {
    const file = path.join(bundle, 'journeys.sqlite');
    expect(() => sqliteEngine(file)).toThrow(/ENOTDIR|EEXIST|not a directory/);
    expect(() => sqliteEngine(path.join('/proc', 'self', 'journeys.sqlite'))).toThrow(
      expect.not.objectContaining({ name: 'StoreLockedError' }),
    );
  });
});
