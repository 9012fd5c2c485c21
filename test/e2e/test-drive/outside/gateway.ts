/** A message that somebody's phone has received. */
export interface Sms {
  readonly to: string;
  readonly text: string;
}

/** A gateway for SMS, with the phones behind it. */
export interface Gateway {
  /** What an SMS Provider API credential has to say of it. */
  readonly credential: Record<string, unknown>;
  /** Everything that has arrived, in the order of its arrival. */
  received(): readonly Sms[];
  /** Somebody writes an SMS to the dealership. */
  says(from: string, text: string): Promise<void>;
  stop(): Promise<void>;
}

/** What proves to n8n that a call comes from the gateway. */
export const SECRET = 'b1946ac92492d2347c6235b4d2611184';

/** Kannel's interface for sending, as Generic HTTP. */
export function kannelCredential(baseUrl: string): Record<string, unknown> {
  return {
    ...{ provider: 'genericHttp', baseUrl, method: 'GET', path: 'cgi-bin/sendsms' },
    ...{ authentication: 'query', userParameter: 'username', user: 'journeys' },
    ...{ passwordParameter: 'password', password: 'gateway' },
    query: JSON.stringify({
      ...{ from: '10690000', to: '{to}', text: '{text}', coding: '2', charset: 'UTF-8' },
      ...{ 'dlr-mask': '31', 'dlr-url': '{callbackUrl}' },
    }),
    callbackQuery: 'status=%d&at=%T',
    statusWords: '{ "1": "delivered", "2": "failed", "4": "queued", "8": "sent", "16": "failed" }',
    callbackSecret: SECRET,
  };
}
