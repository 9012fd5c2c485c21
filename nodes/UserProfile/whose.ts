import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { idText } from '../../journey';

/**
 * The user whom the node's fields name; null when it is the person of the item.
 * @throws NodeOperationError when the field holds no id.
 */
export function otherIdOf(context: IExecuteFunctions, item: number): string | null {
  if (context.getNodeParameter('whose', item, 'item') !== 'other') return null;
  return idIn(context, item, 'userId', 'User ID');
}

/**
 * The id that is to be merged.
 * @throws NodeOperationError when the field holds no id.
 */
export function aliasOf(context: IExecuteFunctions, item: number): string {
  return idIn(context, item, 'otherId', 'Other ID');
}

function idIn(context: IExecuteFunctions, item: number, name: string, shown: string): string {
  const given = context.getNodeParameter(name, item, '') as unknown;
  const id = idText(given);
  if (id !== null) return id;
  const what = given === '' || given === undefined || given === null ? 'is empty' : 'is no ID';
  throw new NodeOperationError(
    context.getNode(),
    `${shown} ${what}. Use 1 to 256 characters without line breaks`,
    { itemIndex: item },
  );
}
