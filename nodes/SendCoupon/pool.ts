import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { couponStock, generateCodes, importCodes, inputItems, numberIn } from '../../journey';
import { planOf } from './values';

const MAX_CODES = 100_000;

/** Puts codes into a plan's pool: what one field of each item holds, or all items as one list. */
export async function runImport(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const items = inputItems(context.getExecuteData());
  const column = String(context.getNodeParameter('codeField', 0, 'code'));
  if (context.getNodeParameter('importFrom', 0, 'text') === 'items') {
    const codes = items.map(({ json }) => json[column]);
    const json = await importCodes(context, planOf(context, 0), codes, column);
    return [{ json, pairedItem: items.map((_, item) => ({ item })) }];
  }
  return each(items, (item) => {
    const text: unknown = context.getNodeParameter('codes', item, '');
    return importCodes(context, planOf(context, item), text, column);
  });
}

/** Makes codes for a plan's pool, for each item. */
export function runGenerate(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const number = (item: number, name: string, text: string, min: number, max: number): number =>
    numberIn(context, item, text, context.getNodeParameter(name, item), { min, max, whole: true });
  return each(inputItems(context.getExecuteData()), (item) =>
    generateCodes(context, planOf(context, item), {
      count: number(item, 'count', 'How Many', 1, MAX_CODES),
      prefix: String(context.getNodeParameter('codePrefix', item, '') ?? ''),
      length: number(item, 'length', 'Code Length', 8, 32),
    }),
  );
}

/** Says what a plan has left, for each item. */
export function runStock(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const items = inputItems(context.getExecuteData());
  return each(items, (item) => couponStock(context, planOf(context, item)));
}

async function each(
  items: readonly INodeExecutionData[],
  work: (item: number) => Promise<IDataObject>,
): Promise<INodeExecutionData[]> {
  const results: INodeExecutionData[] = [];
  // One after the other, so that later items see what earlier ones have added.
  for (const item of items.keys()) results.push({ json: await work(item), pairedItem: { item } });
  return results;
}
