import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import type { CrmWish } from '../../journey';

const WAYS = ['id', 'email', 'phone'] as const;

/**
 * What to ask the CRM about the person of an item, from the node's fields.
 * @throws NodeOperationError naming the field that cannot work.
 */
export function questionOf(context: IExecuteFunctions, item: number): CrmWish {
  const refused = (message: string): NodeOperationError =>
    new NodeOperationError(context.getNode(), message, { itemIndex: item });
  const asked = context.getNodeParameter('lookUpBy', item, 'email');
  const by = WAYS.find((way) => way === asked);
  if (!by) throw refused(`Look Up By is ${String(asked)}. Known: ${WAYS.join(', ')}`);
  const given = context.getNodeParameter('lookUpValue', item, '') as unknown;
  const value = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
  if (value === '') throw refused(`The Value is empty. Give the ${by} of the person`);
  const { values = [] } = context.getNodeParameter('keep', item, {}) as {
    values?: { path?: string; trait?: string }[];
  };
  const keep = values.map((row) => ({ path: (row.path ?? '').trim(), trait: (row.trait ?? '').trim() }));
  const half = keep.findIndex(({ path, trait }) => path === '' || trait === '');
  if (half >= 0) throw refused(`Field ${half + 1} of Keep in Profile needs a CRM Field and a Trait`);
  const withOwner = context.getNodeParameter('withOwner', item, true) !== false;
  return { question: { by, value }, withOwner, keep };
}
