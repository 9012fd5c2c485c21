/** What providers call back with, in their own words. */
import { callProvider, messageProvider } from '../../../journey/providers/registry';
import { callback } from './kit';

const URL_ = 'https://n8n.example/webhook/reports?reference=d1%3An1%3A0&secret=open%20sesame';
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const json = (value: unknown) => JSON.stringify(value);

const twilio = messageProvider({ provider: 'twilio', accountSid: 'AC', authToken: '12345', from: 'x' });
const alibaba = messageProvider({ provider: 'alibaba', callbackSecret: 'open sesame' });
const generic = messageProvider({
  provider: 'genericHttp',
  callbackSecret: 'open sesame',
  acknowledgement: 'ACK/Jasmin',
});
const taskRouter = callProvider({
  provider: 'twilioTaskRouter',
  authToken: '12345',
  dispositionWords: '{"not interested": "refused"}',
});

describe('Twilio', () => {
  const report = {
    MessageSid: 'SM1',
    MessageStatus: 'undelivered',
    ErrorCode: '30003',
    To: '+8613800000000',
  };

  test('a report', () => {
    expect(twilio.parseCallback(callback(URL_, form(report)))).toMatchObject({
      events: [
        { kind: 'delivery', status: 'failed', providerId: 'SM1', reference: 'd1:n1:0', code: '30003' },
      ],
      acknowledgement: { status: 200 },
    });
  });

  test('a reply', () => {
    const sent = { MessageSid: 'SM2', SmsStatus: 'received', From: '+8613800000000', To: '+1500', Body: '9' };
    expect(twilio.parseCallback(callback(URL_, form(sent))).events).toMatchObject([
      { kind: 'reply', text: '9', from: '+8613800000000', to: '+1500' },
    ]);
  });

  test.each([
    [{ ...report, MessageSid: '' }, 'MessageSid'],
    [{ ...report, MessageStatus: 'lost' }, 'MessageStatus'],
    [{ MessageSid: 'SM1' }, 'MessageStatus'],
    [{ MessageSid: 'SM1', Body: 'x' }, 'From'],
  ])('%j is refused, naming %s', (sent, field) => {
    const found = twilio.parseCallback(callback(URL_, form(sent)));
    expect(found).toMatchObject({ events: [], refused: [{ field }], acknowledgement: { status: 400 } });
    expect(found.acknowledgement.body).toContain(field);
  });
});

describe('Alibaba Cloud', () => {
  const report = {
    phone_number: '13800000000',
    send_time: '2026-01-31 17:29:59',
    report_time: '2026-01-31 17:30:00',
    success: false,
    err_code: 'UNDELIVERED',
    err_msg: 'no',
    biz_id: 'B1',
    out_id: 'd1:n1:0',
  };
  const reply = {
    phone_number: '13800000000',
    content: '９分',
    dest_code: '101',
    send_time: '2026-01-31 17:30:00',
    sequence_id: 5,
  };

  test('reports and replies, in the time of China, acknowledged in its own words', () => {
    const at = Date.UTC(2026, 0, 31, 9, 30);
    expect(alibaba.parseCallback(callback(URL_, json([report, reply])))).toMatchObject({
      events: [
        {
          kind: 'delivery',
          status: 'failed',
          reference: 'd1:n1:0',
          providerId: 'B1',
          to: '+8613800000000',
          at,
        },
        { kind: 'reply', text: '９分', from: '+8613800000000', to: '101', at },
      ],
      refused: [],
      acknowledgement: { status: 200, body: '{"code":0,"msg":"ok"}' },
    });
  });

  test('the same again is the same event, another entry is another', () => {
    const ids = (entry: object) => alibaba.parseCallback(callback(URL_, json([entry]))).events[0]?.eventId;
    expect(ids(report)).toBe(ids({ ...report, report_time: '2026-01-31 18:00:00' }));
    expect(
      new Set([ids(report), ids({ ...report, success: true }), ids(reply), ids({ ...reply, sequence_id: 6 })])
        .size,
    ).toBe(4);
  });

  test('one bad entry does not cost its neighbours', () => {
    const bad = [
      { ...report, success: 'maybe' },
      7,
      { ...report, phone_number: null },
      { ...reply, content: 1 },
    ];
    expect(alibaba.parseCallback(callback(URL_, json([...bad, report])))).toMatchObject({
      events: [{ kind: 'delivery' }],
      refused: [
        { field: '[0].success' },
        { field: '[1]' },
        { field: '[2].phone_number' },
        { field: '[3].content' },
      ],
      acknowledgement: { status: 200 },
    });
  });
});

describe('TaskRouter', () => {
  const completed = (attributes: object) =>
    form({
      EventType: 'task.completed',
      TaskSid: 'WT1',
      Timestamp: '1769851800',
      TaskAttributes: json(attributes),
    });

  test.each([
    [{ EventType: 'task.created', ResourceSid: 'WT1' }, 'queued'],
    [{ EventType: 'reservation.accepted', TaskSid: 'WT1', ResourceSid: 'WR1' }, 'assigned'],
    [{ EventType: 'task.canceled', TaskSid: 'WT1' }, 'cancelled'],
  ])('%j: %s', (sent, disposition) => {
    const attributes = { TaskAttributes: '{"reference":"k"}' };
    expect(taskRouter.parseCallback(callback(URL_, form({ ...sent, ...attributes })))).toMatchObject({
      events: [{ taskId: 'WT1', disposition, reference: 'k', result: null }],
      acknowledgement: { status: 204 },
    });
  });

  test("the agent's word, note and when to call again", () => {
    const said = {
      disposition: 'Callback',
      callback_at: '2026-02-01T10:00:00+08:00',
      note: 'busy now',
      agent: 'Li',
    };
    expect(taskRouter.parseCallback(callback(URL_, completed(said))).events).toMatchObject([
      { disposition: 'callback', result: 'Callback', note: 'busy now', callbackAt: Date.UTC(2026, 1, 1, 2) },
    ]);
    const words = taskRouter.parseCallback(callback(URL_, completed({ disposition: 'Not interested' })));
    expect(words.events).toMatchObject([{ disposition: 'refused', result: 'Not interested' }]);
  });

  test.each([
    [completed({}), 'TaskAttributes.disposition'],
    [completed({ disposition: 'hm' }), 'TaskAttributes.disposition'],
    [completed({ disposition: 'callback', callback_at: 'soon' }), 'TaskAttributes.callback_at'],
    [form({ EventType: 'task.created' }), 'TaskSid'],
    [form({ EventType: 'task.completed', TaskSid: 'WT1', TaskAttributes: '[' }), 'TaskAttributes'],
    ['', 'EventType'],
  ])('%s is refused, naming %s', (body, field) => {
    expect(taskRouter.parseCallback(callback(URL_, body))).toMatchObject({
      events: [],
      refused: [{ field }],
    });
  });

  test('what says nothing about a call is acknowledged and gives nothing', () => {
    const found = taskRouter.parseCallback(callback(URL_, form({ EventType: 'worker.activity.update' })));
    expect(found).toMatchObject({ events: [], refused: [], acknowledgement: { status: 204 } });
  });
});

test('Generic HTTP acknowledges in the words that were asked for', () => {
  const found = generic.parseCallback(callback(URL_, json({ status: 'sent' })));
  expect(found.acknowledgement).toEqual({
    status: 200,
    contentType: 'text/plain; charset=utf-8',
    body: 'ACK/Jasmin',
  });
});
