import { DEFAULT_LIMITS } from '../../journey/domain/intake/limits';
import type { NewEvent } from '../../journey/domain/user-event';
import { handleIntake, type Intake } from '../../journey/host/intake';
import { NOW } from './poison';

/** What the intake answered, and what it would have stored. */
export interface Answer {
  readonly status: number;
  readonly body: {
    readonly error?: string;
    readonly accepted?: number;
    readonly duplicate?: number;
    readonly rejected?: readonly { readonly index: number; readonly path: string; readonly reason: string }[];
  };
  readonly stored: readonly NewEvent[];
  /** What went wrong on our side; there must be none. */
  readonly cause: unknown;
}

/** Posts a body to the intake without a network between. */
export async function knock(
  bytes: Buffer,
  headers: Record<string, string> = {},
  authenticate: Intake['authenticate'] = () => 'ok',
): Promise<Answer> {
  const stored: NewEvent[] = [];
  let text = '';
  const request = { headers, rawBody: bytes, readable: false, on() {}, off() {}, resume() {}, destroy() {} };
  const response = { statusCode: 0, setHeader() {}, end: (body: string) => void (text = body) };
  const { cause } = await handleIntake({
    request,
    response,
    authenticate,
    append: (events) => {
      stored.push(...events);
      return Promise.resolve(events.map(() => 'accepted' as const));
    },
    receivedAt: NOW,
    source: 'door',
    limits: DEFAULT_LIMITS,
  });
  return { status: response.statusCode, body: JSON.parse(text) as Answer['body'], stored, cause };
}

/** Everything that inherited properties could be planted in, as it is now. */
export function prototypes(): string {
  return [Object, Array, String, Number, Function, Promise, Map, Buffer]
    .map((made) => Object.getOwnPropertyNames(made.prototype).join())
    .join(';');
}
