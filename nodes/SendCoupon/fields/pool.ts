import type { INodeProperties } from 'n8n-workflow';

/** The fields of the operations that fill a plan's pool. */
export const poolFields: INodeProperties[] = [
  {
    displayName: 'Codes From',
    name: 'importFrom',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'Input Items', value: 'items', description: 'Each item holds one code' },
      {
        name: 'Text',
        value: 'text',
        description: 'CSV or JSON text, or a list, in a field of the input item',
      },
    ],
    default: 'text',
    description: 'Where the codes are that you bring',
    displayOptions: { show: { operation: ['importCodes'] } },
  },
  {
    displayName: 'Codes',
    name: 'codes',
    type: 'string',
    typeOptions: { rows: 5 },
    default: '={{ $json.data }}',
    description:
      'A code per line, CSV, a JSON array, or an expression that gives a list. Codes that are known already are counted and left alone, so the same file may be imported twice.',
    displayOptions: { show: { operation: ['importCodes'], importFrom: ['text'] } },
  },
  {
    displayName: 'Code Field',
    name: 'codeField',
    type: 'string',
    default: 'code',
    description:
      'Name of the CSV column or of the field that holds the code. A CSV without such a heading is read from its first column.',
    displayOptions: { show: { operation: ['importCodes'] } },
  },
  {
    displayName: 'How Many',
    name: 'count',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 100000, numberPrecision: 0 },
    default: 100,
    description: 'Codes to make for each input item, up to 100,000. Every run makes as many again.',
    displayOptions: { show: { operation: ['generateCodes'] } },
  },
  {
    displayName: 'Code Prefix',
    name: 'codePrefix',
    type: 'string',
    default: '',
    placeholder: 'e.g. WELCOME-',
    description: 'Put before every random code, so that people and cashiers recognise the campaign',
    displayOptions: { show: { operation: ['generateCodes'] } },
  },
  {
    displayName: 'Code Length',
    name: 'length',
    type: 'number',
    typeOptions: { minValue: 8, maxValue: 32, numberPrecision: 0 },
    default: 10,
    description:
      'Random characters after the prefix, 8 to 32. Fewer are easier to type, more are harder to guess.',
    displayOptions: { show: { operation: ['generateCodes'] } },
  },
];
