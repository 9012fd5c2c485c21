import type { INodeProperties } from 'n8n-workflow';
import { NO_CONDITIONS } from '../../journey';

/** What must be true of an event, besides its name. */
export const conditions = (description: string): INodeProperties => ({
  displayName: 'Conditions',
  name: 'conditions',
  type: 'filter',
  placeholder: 'Add Condition',
  default: NO_CONDITIONS,
  typeOptions: { filter: { version: 3, caseSensitive: true, typeValidation: 'loose' } },
  description,
});
