import { parseArgs } from 'node:util';
import { n8nRows } from './n8n-rows';
import { meetsGoal, short, type BenchRow } from './rows';
import { growth } from './store-rows';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

const rows: BenchRow[] = [...(await growth()), ...(await n8nRows())];
if (values.json) console.log(JSON.stringify(rows));
else {
  for (const row of rows) {
    const goal = `${row.better === 'higher' ? '>=' : '<='} ${row.goal}`;
    console.log(
      `${row.name.padEnd(14)} ${short(row.ratio).padStart(7)}  goal ${goal} ${meetsGoal(row) ? 'met' : 'MISSED'}  ${row.detail}`,
    );
  }
}
