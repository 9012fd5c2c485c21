import type { INodeProperties } from 'n8n-workflow';

const onlyLookUp = { show: { operation: ['lookUp'] } };

/** The fields of the operation that asks a CRM. */
export const crmFields: INodeProperties[] = [
  {
    displayName: 'Look Up By',
    name: 'lookUpBy',
    type: 'options',
    noDataExpression: true,
    displayOptions: onlyLookUp,
    options: [
      { name: 'CRM ID', value: 'id', description: 'The ID of the person in the CRM' },
      { name: 'Email', value: 'email', description: 'Their email address' },
      { name: 'Phone', value: 'phone', description: 'Their phone number, written as in the CRM' },
    ],
    default: 'email',
    description: 'What the CRM is to know the person by',
  },
  {
    displayName: 'Value',
    name: 'lookUpValue',
    type: 'string',
    required: true,
    displayOptions: onlyLookUp,
    default: '',
    placeholder: 'e.g. {{ $json.properties.email }}',
    description: 'The ID, address or number itself',
  },
  {
    displayName: 'With Responsible Owner',
    name: 'withOwner',
    type: 'boolean',
    displayOptions: onlyLookUp,
    default: true,
    description: 'Whether to look up the colleague who is responsible for the person as well',
  },
  {
    displayName: 'Keep in Profile',
    name: 'keep',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Field' },
    placeholder: 'Add Field',
    displayOptions: onlyLookUp,
    default: {},
    description:
      'What of the answer becomes a trait of the profile; what the CRM does not know is left as it is',
    options: [
      {
        displayName: 'Field',
        name: 'values',
        values: [
          {
            displayName: 'CRM Field',
            name: 'path',
            type: 'string',
            default: '',
            placeholder: 'e.g. owner.email',
            description:
              'ID, name, email, phone, ownerId, owner.name, owner.email, owner.phone, or attributes.… for any other field',
          },
          {
            displayName: 'Trait',
            name: 'trait',
            type: 'string',
            default: '',
            placeholder: 'e.g. ownerEmail',
            description: 'Name of the trait in the profile',
          },
        ],
      },
    ],
  },
];
