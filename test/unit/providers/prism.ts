import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { createClientFromOperations } from '@stoplight/prism-http/dist/client';
import type { HttpRequest } from '../../../journey/providers/contract/provider';

/** An OpenAPI document as far as it matters here. */
export interface Spec {
  readonly paths: Readonly<Record<string, object>>;
}

/** What Prism says to a request: its example of an answer, or its refusal. */
export interface Judgement {
  readonly status: number;
  readonly body: unknown;
}

type Logger = NonNullable<Parameters<typeof createClientFromOperations>[1]['logger']>;

const nothing = () => {};
const levels = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  success: nothing,
  warn: nothing,
  error: nothing,
};
/** Prism tells its log about every request. */
const quiet = { ...levels, child: () => quiet } as unknown as Logger;

/** A judge of requests by an OpenAPI document, of which only the named paths are read. */
export async function judge(spec: Spec, paths: readonly string[]) {
  const cut = { ...spec, paths: Object.fromEntries(paths.map((path) => [path, spec.paths[path]])) };
  const operations = await getHttpOperationsFromSpec(cut);
  const prism = createClientFromOperations(operations, {
    mock: { dynamic: false },
    logger: quiet,
    validateRequest: true,
    validateResponse: false,
    checkSecurity: true,
    errors: true,
    upstreamProxy: undefined,
    isProxy: false,
  });
  return async ({ method, url, headers, body }: HttpRequest): Promise<Judgement> => {
    const request = {
      method: method.toLowerCase() as 'get',
      headers: { ...headers },
      ...(body !== null && { body }),
    };
    try {
      const { status, data } = await prism.request(url, request);
      return { status, body: data };
    } catch (error) {
      return { status: (error as { status?: number }).status ?? 0, body: error };
    }
  };
}
