import { ownServersAvailable } from '../support/servers';
import { seed } from '../support/random';
import { ledger, weaknesses } from './report';
import { chaos } from './run';
import type { Mode } from './world';

jest.setTimeout(900_000);

const say = (): void => {};
const modes: readonly Mode[] = ['embedded', ...(ownServersAvailable() ? (['queue'] as const) : [])];

/** The short form. `npm run chaos -- --minutes 25`, and the same with `--mode queue`, are the long ones. */
describe('chaos', () => {
  test.each(modes)('in %s mode nothing is lost, late or twice', async (mode) => {
    const report = await chaos({ mode, seed, minutes: 1, kills: 10, plant: false, say });
    console.info(ledger(report));
    expect(report.violations).toEqual([]);
    expect(weaknesses(report)).toEqual([]);
  });

  test('and a delivery that is lost on purpose is found', async () => {
    const report = await chaos({ mode: 'embedded', seed, minutes: 0, kills: 1, plant: true, say });
    expect(report.violations).toContainEqual(expect.stringMatching(new RegExp(`^${report.planted}\\b`)));
  });
});
