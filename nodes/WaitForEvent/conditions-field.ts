import type { INodeProperties } from 'n8n-workflow';
import { NO_CONDITIONS } from '../../journey';

/** Conditions on an event that may come. */
export const CONDITIONS: INodeProperties = {
  displayName: 'Conditions',
  name: 'conditions',
  type: 'filter',
  placeholder: 'Add Condition',
  default: NO_CONDITIONS,
  typeOptions: { filter: { version: 3, caseSensitive: true, typeValidation: 'loose' } },
  // eslint-disable-next-line n8n-nodes-base/node-param-description-miscased-json -- an expression, not the format
  description:
    'What else must be true of the event. On the left give a path into the event, as text (properties.platform) or, for numbers and dates, as {{ $json.properties.platform }}; on the right a value or an expression over the person.',
};
