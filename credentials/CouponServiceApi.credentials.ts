import type {
  IAuthenticateGeneric,
  Icon,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';

/** The service of yours that Send Coupon tells of each code, and how to prove to it who is calling. */
export class CouponServiceApi implements ICredentialType {
  name = 'couponServiceApi';

  displayName = 'Coupon Service API';

  icon: Icon = { light: 'file:../icons/sendCoupon.svg', dark: 'file:../icons/sendCoupon.dark.svg' };

  documentationUrl = 'https://github.com/journey-canvas/n8n-nodes-journeys#readme';

  /** No other node, HTTP Request included, may read the key. */
  restrictToSupportedNodes = true as const;

  properties: INodeProperties[] = [
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'https://coupons.example.com/api',
      description: 'Nodes can only call addresses below this one',
    },
    {
      displayName: 'Header Name',
      name: 'headerName',
      type: 'string',
      default: 'Authorization',
      description: 'The header that proves who is calling',
    },
    {
      displayName: 'Header Value',
      name: 'headerSecret',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      placeholder: 'Bearer ...',
      description: 'The whole value of that header, for example Bearer and the key',
    },
    {
      displayName: 'Honours Idempotency Keys',
      name: 'honoursIdempotencyKeys',
      type: 'boolean',
      default: false,
      description:
        'Whether the service does nothing twice for the same Idempotency-Key header. Then a call whose answer got lost is made again; otherwise its outcome is unknown, and somebody has to look.',
    },
    {
      displayName: 'Test Path',
      name: 'testPath',
      type: 'string',
      default: '',
      placeholder: 'e.g. ping',
      description: 'An address below the base URL that answers GET with 2xx, for the button Test',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { '={{$credentials.headerName}}': '={{$credentials.headerSecret}}' } },
  };

  test: ICredentialTestRequest = {
    request: { baseURL: '={{$credentials.baseUrl}}', url: '=/{{$credentials.testPath}}' },
  };
}
