/** Callbacks that nobody proved, and callbacks that make no sense. */
import { fc } from '../../support/random';
import type { RawCallback } from '../../../journey/providers/contract/provider';
import { callProvider, messageProvider } from '../../../journey/providers/registry';
import { callback, flips } from './kit';

const URL_ = 'https://n8n.example/webhook/reports?reference=d1%3An1%3A0&secret=open%20sesame';
const callbackSecret = 'open sesame';
const twilio = messageProvider({ provider: 'twilio', accountSid: 'AC', authToken: '12345', from: 'x' });
const alibaba = messageProvider({ provider: 'alibaba', callbackSecret });
const generic = messageProvider({ provider: 'genericHttp', callbackSecret });
const taskRouter = callProvider({ provider: 'twilioTaskRouter', authToken: '12345' });
const calls = callProvider({ provider: 'genericHttp', callbackSecret });

describe('the callback secret of providers that sign nothing', () => {
  test.each([
    ['alibaba', alibaba],
    ['generic', generic],
    ['calls', calls],
  ])('%s', (_, provider) => {
    expect(provider.verifyCallback(callback(URL_))).toBe('ok');
    for (const url of ['https://n8n.example/', `${URL_}&secret=open%20sesame`, 'nonsense', '']) {
      expect(provider.verifyCallback(callback(url))).toMatchObject({ refused: 401 });
    }
    const at = URL_.indexOf('secret=');
    for (const flipped of flips(Buffer.from(URL_.slice(at)))) {
      const url = URL_.slice(0, at) + flipped.toString('latin1');
      // A plus is a blank, too.
      if (new URL(url).searchParams.get('secret') === 'open sesame') continue;
      expect(provider.verifyCallback(callback(url))).toMatchObject({ refused: 401 });
    }
  });

  test('an empty one trusts nobody', () => {
    const open = messageProvider({ provider: 'genericHttp', callbackSecret: '' });
    expect(open.verifyCallback(callback('https://n8n.example/?secret='))).toMatchObject({ refused: 401 });
  });
});

describe('hostile callbacks are refused with their field, and nothing throws', () => {
  const names = [
    'MessageSid',
    'MessageStatus',
    'Body',
    'From',
    'EventType',
    'TaskSid',
    'TaskAttributes',
    'status',
    'text',
    'id',
    'phone_number',
    'success',
    'content',
    'disposition',
    '__proto__',
    'constructor',
  ];
  const values = fc.oneof(
    fc.string(),
    fc.constantFrom('sent', 'received', 'task.completed', 'toString', '{"disposition":"callback"}', '[]'),
  );
  const record = fc.dictionary(fc.constantFrom(...names), fc.oneof(values, fc.jsonValue()), {
    noNullPrototype: true,
  });
  const bodies = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc
      .oneof(record, fc.array(record, { maxLength: 4 }), fc.jsonValue())
      .map((value) => Buffer.from(JSON.stringify(value))),
    fc
      .array(fc.tuple(fc.constantFrom(...names), values))
      .map((pairs) => Buffer.from(new URLSearchParams(pairs).toString())),
  );
  const callbacks = fc.record({
    method: fc.constantFrom('GET', 'POST'),
    url: fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()),
    headers: fc.constant({}),
    body: bodies,
  });

  test.each([
    ['twilio', twilio],
    ['alibaba', alibaba],
    ['generic', generic],
    ['taskRouter', taskRouter],
    ['calls', calls],
  ])('%s', (_, provider) => {
    fc.assert(
      fc.property(callbacks, (sent: RawCallback) => {
        const { events, refused, acknowledgement } = provider.parseCallback(sent);
        for (const { field, reason } of refused) expect([field, reason]).not.toContain('');
        for (const { eventId } of events as readonly { eventId: string }[])
          expect(eventId).toMatch(/^[0-9a-f]{32}$/);
        if (events.length === 0 && refused.length > 0) expect(acknowledgement.status).toBe(400);
        expect(provider.verifyCallback(sent)).toMatchObject({ refused: 401 });
      }),
      { numRuns: 500 },
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
