import type { Customer } from '../customers';
import { serve, type Service } from './serve';

/** A CRM that knows who is responsible for whom. */
export interface Crm extends Service {
  /** What a CRM API credential has to say of it. */
  readonly credential: Record<string, unknown>;
}

const KEY = 'crm-key-1';

/** A CRM that answers two questions, asked with its key, and refuses everything else. */
export async function startCrm(everybody: readonly Customer[]): Promise<Crm> {
  const managers = everybody.flatMap(({ manager }) => manager ?? []);
  const answers = new Map<string, object>([
    ...everybody.flatMap(({ phone, name, manager }): [string, object][] =>
      manager
        ? [[`/api/customers?phone=${encodeURIComponent(phone)}`, { key: phone, name, staff: manager.phone }]]
        : [],
    ),
    ...managers.map(({ name, phone }): [string, object] => [
      `/api/staff/${encodeURIComponent(phone)}`,
      { key: phone, name, phone },
    ]),
  ]);
  const service = await serve(({ method, url = '', headers }, response) => {
    const known = method === 'GET' && headers['x-crm-key'] === KEY ? answers.get(url) : null;
    response.writeHead(known === null ? 403 : known ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ?? {}));
  });
  return {
    ...service,
    credential: {
      ...{ provider: 'genericHttp', baseUrl: `${service.url}/api` },
      ...{ authentication: 'header', headerName: 'X-CRM-Key', headerSecret: KEY },
      profilePath: 'customers?{by}={value}',
      profileFields: '{"id":"key","ownerId":"staff"}',
      ownerPath: 'staff/{ownerId}',
      ownerFields: '{"id":"key"}',
    },
  };
}
