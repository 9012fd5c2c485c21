/** Outbound Call Task with a call centre of one's own, which also serves the URL of the node, and people to call. */
import type { IDataObject } from 'n8n-workflow';
import { CallCentre } from '../support/call-centre';
import { node, type CanvasNode } from '../support/workflow';
import { keepCredential } from './credentials';
import { openStore, webhooks } from './harness';
import { arrived, canvas, happens, now, publish, settledNow } from './stage';

/** The outputs of the node with its default groups. */
export const OUT = {
  ...{ reached: 0, notReached: 1, refused: 2, doNotCall: 3, wrongNumber: 4 },
  ...{ timedOut: 5, notCalled: 6 },
} as const;

/** The numbers of the people. */
export const PHONES = { ann: '+8613800000001', bob: '+8613800000002', zoe: '+8613800000003' } as const;

/** Whom the stories are about. */
export type Person = keyof typeof PHONES;

let centre: CallCentre;

/** The call centre of the test file. */
export const desk = (): CallCentre => centre;

/** Registers what every file of such tests needs around its tests. */
export function callCentre(): void {
  beforeAll(async () => {
    centre = await CallCentre.open((request, response) => {
      if (!request.url?.startsWith('/webhook')) return false;
      void canvas().called('C', request, response);
      return true;
    });
    webhooks.base = `${centre.origin}/webhook`;
  });
  beforeEach(() => {
    centre.clear();
    keepCredential('callCenterApi', centre.credential);
  });
  afterEach(() => expect(centre.faults).toEqual([]));
  afterAll(() => centre.close());
}

/** The node, called C; calls may be made at any time unless told otherwise. */
export function call(given: IDataObject = {}): CanvasNode {
  const { settings, ...parameters } = given;
  const fields = {
    ...{ madeBy: 'callCenter', to: '={{ $json.properties.phone }}', taskName: '=Call {{ $json.userId }}' },
    ...{ script: '=Dear {{ $json.userId }}', callableFrom: '00:00', callableUntil: '24:00' },
    ...parameters,
    settings: { timeZone: 'UTC', spreadMinutes: 0, ...(settings as IDataObject) },
  };
  const credentials = { callCenterApi: { id: '1', name: 'desk' } };
  return node('C', 'outboundCallTask', fields, { credentials, webhookId: '0e1f' });
}

/** Publishes the journey; what somebody refused on an earlier day is forgiven. */
export async function published(given: IDataObject = {}, trigger: IDataObject = {}): Promise<string> {
  const start = await publish([call(given)], [['T', 'C']], trigger);
  const forgiven = { userId: 'ann', channel: 'call', category: '', given: true, at: now() };
  await (await openStore()).setConsents([forgiven]);
  return start;
}

/** Publishes the journey, and people enter it. */
export async function begin(
  given: IDataObject = {},
  trigger: IDataObject = {},
  people: readonly Person[] = ['ann'],
): Promise<void> {
  const start = await published(given, trigger);
  for (const userId of people) await happens(start, [userId], { phone: PHONES[userId], model: 'X5' });
}

/** What the items that left by an output say of their calls. */
export const said = (output: number): IDataObject[] =>
  arrived('C', output).map((item) => item['call'] as IDataObject);

/** An agent says how ann's last call ended; over when it has had its consequences. */
export async function says(word: string, more: Parameters<CallCentre['says']>[2] = {}): Promise<void> {
  expect(await centre.says(PHONES.ann, word, more)).toBe(200);
  await settledNow();
}
