import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../host/process';
import { projectRoot } from '../host/paths';
import { waitFor } from '../host/wait';

jest.setTimeout(300_000);

/** `npm start` with arguments, and what it has printed so far. */
function start(...args: string[]): { child: ChildProcess; printed: () => string } {
  const child = spawn(process.execPath, [join(projectRoot, 'scripts', 'run.mjs'), 'start', ...args]);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, printed: () => text };
}

/** What `npm start` with arguments had printed when it ended, and how it ended. */
async function play(...args: string[]): Promise<{ lines: string[]; code: number }> {
  const { child, printed } = start(...args);
  const [code] = (await once(child, 'exit')) as [number];
  return { lines: printed().trim().split('\n'), code };
}

describe('npm start', () => {
  // Both mostly wait for time to pass, so they do it together.
  let demos: Record<'firstPurchase' | 'testDrive', ReturnType<typeof play>>;
  beforeAll(() => {
    demos = { firstPurchase: play('--once'), testDrive: play('--once', '--scenario', 'test-drive') };
  });

  it('with --once plays the demo, prints who got what and a line of JSON, and ends well', async () => {
    const { lines, code } = await demos.firstPurchase;
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ people: 60, coupons: 79, duplicates: 0, lost: 0 });
    expect(lines.filter((line) => line.startsWith('demo-'))).toHaveLength(60);
    expect(lines.join('\n')).toMatch(/\d+ waiting/);
    expect(code).toBe(0);
  });

  it('with --scenario test-drive plays that one', async () => {
    const { lines, code } = await demos.testDrive;
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
        timeoutMs: 120_000,
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
