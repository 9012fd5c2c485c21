import type { INodeProperties } from 'n8n-workflow';

/** As the editor would store an empty filter field; n8n itself would fill in strict types and one blank condition. */
const NO_CONDITIONS = {
  options: { version: 3, caseSensitive: true, typeValidation: 'loose', leftValue: '' },
  combinator: 'and',
  conditions: [],
};

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
