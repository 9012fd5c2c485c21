/** SMS through a real gateway: what goes out, what becomes of it, and what people answer. */
import { journey, Lab, noOp, wait } from '../support/lab';
import { Kannel, kannelMissing } from '../host/kannel/kannel';
import { node } from '../support/workflow';

jest.setTimeout(300_000);

const missing = kannelMissing();
if (missing) process.stderr.write(`SKIPPED: SMS through Kannel (${missing})\n`);
const describeKannel = missing ? describe.skip : describe;

const SECRET = 'b1946ac92492d2347c6235b4d2611184';
const WEBHOOK = '5d0c5c2e-6f5e-4a36-9c53-1d1f0f0a0b8e';
const ANSWER = 'b7c2a8de-5d1c-4f0e-8f4e-6f1f0a1f9b11';
const REPLY = `secret=${SECRET}`;

/** Kannel as Generic HTTP. */
const credential = (baseUrl: string) => ({
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
});

describeKannel('SMS through Kannel', () => {
  let lab: Lab;
  let kannel: Kannel;
  beforeAll(async () => {
    lab = await Lab.open();
    const repliesTo = `${lab.n8n.baseUrl}/webhook/${WEBHOOK}/callback?${REPLY}`;
    kannel = await Kannel.start({ n8nUrl: lab.n8n.baseUrl, repliesTo });
  });
  afterAll(async () => {
    await kannel?.stop();
    await lab?.close();
  });

  it('arrives, is reported as delivered, and the answer is a number', async () => {
    const { id, name } = await lab.n8n.createCredential('Kannel', 'smsProviderApi', credential(kannel.url));
    const channels = {
      values: [{ channel: 'sms', to: '', text: '=您好 {{ $json.userId }}，请回复 0-10 分' }],
    };
    const message = node(
      'Ask',
      'sendMessage',
      { channels, outcomesAs: 'outputs', deliveryReports: 'wait' },
      { webhookId: WEBHOOK, credentials: { smsProviderApi: { id, name } } },
    );
    const asked = await lab.publish(
      journey(
        'kannel',
        [message, wait('Answer', ['message.replied'], {}, { id: ANSWER }), noOp('Answered')],
        [
          ['Entered', 'Ask'],
          ['Ask', 'Answer'],
          ['Answer', 'Answered'],
        ],
      ),
    );
    const phone = '+8613800000000';
    await lab.send({ userId: 'ann', event: '$identify', properties: { phone } });
    await lab.send({ userId: 'ann', event: 'kannel.start' });
    // Sent, and the report of the network has let ann go on to the next wait; in the same execution if it came at once.
    await lab.n8n.wait('ann to wait for an answer', () =>
      lab.store.waits(asked, 'open').some(({ node_id }) => node_id === ANSWER),
    );
    await lab.settled();
    // The phone tells in a way of its own that it has it.
    await lab.n8n.wait('the SMS to be on the phone', () => kannel.phones().includes('10690000'));
    kannel.says(phone, '9');
    await lab.n8n.wait('ann to have answered', () => lab.store.enrollments(asked)[0]?.reason === 'completed');
    const executions = await lab.executions(asked, lab.store.deliveries(asked).length);
    expect(executions.map(({ status }) => status)).not.toContain('error');
    expect(executions.at(-1)?.json('Answered')).toMatchObject([
      {
        userId: 'ann',
        message: { outcome: 'delivered', channel: 'sms', to: phone },
        wait: { event: { properties: { text: '9', number: 9, channel: 'sms' } } },
      },
    ]);
  });
});
