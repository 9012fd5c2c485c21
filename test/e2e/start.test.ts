import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../host/process';
import { projectRoot } from '../host/paths';
import { waitFor } from '../host/wait';

jest.setTimeout(300_000);

const started: ChildProcess[] = [];
afterAll(() => started.forEach((child) => child.kill('SIGKILL')));

interface Started {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly printed: () => string;
  /** What it has printed when it ends, and how it ends. */
  readonly ended: Promise<{ lines: string[]; code: number | null }>;
}

/** `npm start` with arguments. */
function start(...args: string[]): Started {
  const child = spawn(process.execPath, [join(projectRoot, 'scripts', 'run.mjs'), 'start', ...args]);
  started.push(child);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'close').then(() => ({ lines: text.trim().split('\n'), code: child.exitCode }));
  return { child, printed: () => text, ended };
}

describe('npm start', () => {
  let firstPurchase: Started;
  let testDrive: Started;
  // The first purchase passes in real time: while it sends, it is alone. After that both mostly wait.
  beforeAll(async () => {
    firstPurchase = start('--once');
    const sent = () =>
      firstPurchase.printed().includes('All events are sent') || firstPurchase.child.exitCode !== null;
    await waitFor('the first purchase to be sent', sent, { timeoutMs: 240_000 });
    testDrive = start('--once', '--scenario', 'test-drive');
  });

  it('with --once plays the demo, prints who got what and a line of JSON, and ends well', async () => {
    const { lines, code } = await firstPurchase.ended;
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ people: 60, coupons: 79, duplicates: 0, lost: 0 });
    // On a machine that is too busy it plays twice.
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('Sending ')));
    expect(last.filter((line) => line.startsWith('demo-'))).toHaveLength(60);
    expect(lines.join('\n')).toMatch(/\d+ waiting/);
    expect(code).toBe(0);
  });

  it('with --scenario test-drive plays that one', async () => {
    const { lines, code } = await testDrive.ended;
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      ...{ people: 34, bookings: 36, messages: 120, calls: 17 },
      ...{ duplicates: 0, lost: 0 },
    });
    expect(lines.filter((line) => line.startsWith('demo-'))).toHaveLength(36);
    expect(code).toBe(0);
  });

  it('with a scenario that does not exist says which ones do', async () => {
    const { child, printed } = start('--scenario', 'test-dive');
    expect(await once(child, 'exit')).toEqual([2, null]);
    expect(printed()).toContain('Unknown scenario "test-dive". Known scenarios: first-purchase, test-drive');
  });

  it('without stays up, also with nobody to send, tells where to look, and stops when asked', async () => {
    const data = join(mkdtempSync(join(tmpdir(), 'journeys-demo-')), 'demo');
    const { child, printed } = start('--empty', '--port', String(await freePort()), '--data', data);
    try {
      await waitFor('the demo to say that it stays', () => printed().includes('It stays up'), {
        timeoutMs: 240_000,
      });
      const editor = /Editor\s+(\S+)/.exec(printed())?.[1] ?? '';
      expect((await fetch(`${editor}/healthz`)).status).toBe(200);
      expect(printed()).toMatch(/Login .*\n.*Journey .*\/workflow\/.*\n.*Try it {4}curl/);
      const url = /curl -X POST (\S+)/.exec(printed())?.[1] ?? '';
      const answer = await fetch(url, { method: 'POST', body: '{"userId":"me","event":"user.registered"}' });
      expect(await answer.json()).toEqual({ accepted: 1, duplicate: 0, rejected: [] });
      child.kill('SIGINT');
      expect(await once(child, 'exit')).toEqual([0, null]);
      await expect(fetch(`${editor}/healthz`)).rejects.toThrow();
    } finally {
      child.kill('SIGKILL');
      rmSync(join(data, '..'), { recursive: true, force: true });
    }
  });
});
