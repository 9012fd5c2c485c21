/** The disk under the embedded store is read-only, then full, and there is room again. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { userFolder } from '../environment';
import { openStore } from '../harness';
import { move, stage } from '../stage';
import { readerOf } from './statements';
import { calm, hurry, live, PAUSE, publishStory, said, Senders, wrongs } from './story';

// A loaded machine is slow, not wrong.
jest.setTimeout(600_000);

const folder = path.join(userFolder, '.n8n');
const ballast = path.join(folder, 'ballast');

/** Gives the store a small disk of its own; says aloud when that cannot be had. */
function mounted(): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'journeys', folder], { stdio: 'pipe' });
    // n8n's own settings, which it would write at the first start.
    writeFileSync(path.join(folder, 'config'), JSON.stringify({ encryptionKey: 'test' }));
    execFileSync('mount', ['-o', 'remount,ro', folder], { stdio: 'pipe' });
    return true;
  } catch (error) {
    process.stderr.write(`SKIPPED: a full disk under the store (a tmpfs needs root: ${String(error)})\n`);
    return false;
  }
}

(mounted() ? describe : describe.skip)('a disk of its own', () => {
  const view = readerOf(path.join(folder, 'journeys.sqlite'));
  const settle = (): Promise<void> => calm(view);
  const senders = new Senders();
  const [first, second] = [
    ['ann', 'bob'],
    ['cat', 'dan'],
  ];
  const people = [...first, ...second];
  // Before the tests' own tidying up, which removes the folder.
  afterAll(() => void execFileSync('umount', ['--lazy', folder]));
  stage();
  beforeEach(hurry);

  test('read-only: publishing is refused, naming file and remedy; once it can be written all goes on', async () => {
    await expect(publishStory()).rejects.toThrow(
      /^Journeys cannot open the embedded store .*journeys\.sqlite\. Check that the folder exists, is writable and has free space/,
    );
    execFileSync('mount', ['-o', 'remount,rw', folder]);
    await live(await publishStory(), first, senders, settle);
    expect(await wrongs(view, first, senders)).toEqual([]);
  });

  test('full: senders are refused and nobody is lost; once there is room all goes on', async () => {
    const start = await publishStory();
    await senders.send(second, start, settle);
    fill();
    // Large enough that no free page of the file takes it.
    const properties = { text: 'x'.repeat(60_000) };
    const store = await openStore();
    const event = {
      eventId: 'large',
      userId: 'eve',
      event: 'large',
      timestamp: 1,
      receivedAt: 1,
      source: 's',
      properties,
    };
    await expect(store.append([event])).rejects.toThrow(/full|disk I\/O error/);
    rmSync(ballast);
    expect(await store.append([event])).toEqual(['accepted']);
    senders.answered.push('large');
    await settle();
    fill();
    await senders.send(second, 'bought', async () => {
      rmSync(ballast, { force: true });
      await settle();
    });
    rmSync(ballast, { force: true });
    await settle();
    move(PAUSE);
    await settle();
    expect(await wrongs(view, people, senders)).toEqual([]);
    for (const text of said())
      expect(text).toMatch(/^The journey store did not answer: .*(full|disk I\/O error)/);
  });
});

/** Leaves not a byte. */
function fill(): void {
  try {
    writeFileSync(ballast, Buffer.alloc(16 * 1024 * 1024));
  } catch {
    // That is what full means.
  }
}
