/** Holidays, as fields of the nodes that keep to hours, in n8n's own engine. */
import type { IDataObject } from 'n8n-workflow';
import { node } from '../support/workflow';
import { begin, callCentre, desk } from './calls-kit';
import { arrived, DAY, happens, move, now, passes, publish, stage } from './stage';

stage();
callCentre();

const iso = (at: number) => new Date(at).toISOString();

/** Noon of Labour Day; each test has a year of its own, since time only goes on. */
let year = 2026;
const toLabourDay = () => move(Date.UTC((year += 1), 4, 1, 12) - now());
const midnight = () => Date.UTC(year, 4, 2);

test.each(['', 'US', 'AT', 'at '])('a wait that is to end on a holiday of "%s"', async (holidays) => {
  toLabourDay();
  const values = { days: [], from: '00:00', to: '24:00', holidays };
  const settings = { timeZone: 'UTC', window: { values } };
  const until = { until: 'date', date: '={{ $json.properties.at }}' };
  const start = await publish(
    [node('W', 'waitForEvent', { branches: {}, ...until, settings })],
    [['T', 'W']],
  );
  const at = now() + 3_600_000;
  await happens(start, ['ann'], { at: iso(at) });
  await passes(DAY);
  const [{ wait } = {}] = arrived('W');
  const expected = holidays.startsWith('A') || holidays.startsWith('a') ? midnight() : at;
  expect((wait as IDataObject | undefined)?.['deadlineAt']).toBe(iso(expected));
});

test.each(['', 'US', 'AT'])('a call on a holiday of "%s"', async (holidays) => {
  toLabourDay();
  await begin({ holidays });
  expect(desk().tasks).toHaveLength(holidays === 'AT' ? 0 : 1);
  await passes(DAY / 2);
  expect(desk().tasks).toHaveLength(1);
});
