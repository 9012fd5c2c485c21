import { parseArgs } from 'node:util';
import { coalesce } from './n8n/coalesce';
import { parked } from './n8n/parked';
import { split } from './n8n/split';
import { triggerBatch } from './n8n/trigger-batch';
import { wake } from './n8n/wake';
import { lineOf, type BenchRow, type Family } from './rows';
import { due } from './store/due';
import { growth } from './store/growth';
import { postgres } from './store/postgres';
import { wakeOwn } from './store/wake-own';

const FAMILIES: readonly Family[] = [
  growth,
  wakeOwn,
  due,
  postgres,
  triggerBatch,
  coalesce,
  wake,
  parked,
  split,
];

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const wanted = values.only?.split(',').map((name) => name.trim());
const known = FAMILIES.flatMap(({ names }) => names);
const unknown = wanted?.filter((name) => !known.includes(name)) ?? [];
if (unknown.length > 0) {
  throw new Error(`--only names "${unknown.join(', ')}". Known rows: ${known.join(', ')}`);
}

const rows: BenchRow[] = [];
for (const { names, measure } of FAMILIES) {
  if (wanted && !names.some((name) => wanted.includes(name))) continue;
  const measured = await measure();
  rows.push(...measured);
  if (!values.json) measured.forEach((row) => console.log(lineOf(row)));
}
if (values.json) console.log(JSON.stringify(rows));
