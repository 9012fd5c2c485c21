import { seed } from '../support/random';
import { ledger, weaknesses } from './report';
import { chaos } from './run';

jest.setTimeout(900_000);

const say = (): void => {};

/** The short form. `npm run chaos -- --minutes 25`, and the same with `--mode queue`, are the long ones. */
describe('chaos', () => {
  test('with the embedded store nothing is lost, late or twice', async () => {
    const report = await chaos({ mode: 'embedded', seed, minutes: 2, plant: false, say });
    console.info(ledger(report));
    expect(report.violations).toEqual([]);
    expect(weaknesses(report)).toEqual([]);
    expect(report.kills.length).toBeGreaterThanOrEqual(1);
  });

  test('and a delivery that is lost on purpose is found', async () => {
    const report = await chaos({ mode: 'embedded', seed, minutes: 0.5, plant: true, say });
    expect(report.violations).not.toEqual([]);
  });
});
