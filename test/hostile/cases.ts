/** Events with one hostile value in a known place, so that the right answer is known too. */
import { fc } from '../support/random';
import { FORMATS, type Envelope, type Field, type Fields, type Format } from './formats';
import { faultsOf, written, type Fault, type Meant } from './oracle';
import { NOW, poison } from './poison';

/** A body and what has to become of its events. */
export interface Case {
  readonly text: string;
  readonly events: readonly Expected[];
}

/** What has to become of one event: taken in as it is meant, or refused for one of these faults at one of these paths. */
export interface Expected {
  readonly meant: Meant;
  /** null = the oracle is not sure. */
  readonly refusals: readonly { readonly path: string; readonly reason: RegExp }[] | null;
}

const PLACES: readonly Field[] = ['userId', 'event', 'eventId', 'timestamp', 'properties'];

/** How a value among the properties is reached: text before and after it, and the keys that lead there. */
const NESTS = [
  { before: '{"p":', after: '}', keys: ['p'] },
  { before: '{"ok":1,"a b":[0,{"价格":', after: '}]}', keys: ['a b', 1, '价格'] },
  { before: '{"__proto__":{"deep":', after: '}}', keys: ['__proto__', 'deep'] },
] as const;

/** `id` makes it an event that nobody has sent before. */
const good = (user: string, id: number): Fields => ({
  userId: `"${user}"`,
  event: '"purchase"',
  eventId: `"e-${user}-${id}"`,
  timestamp: String(NOW - 1000),
  properties: `{"amount":${id}}`,
});

/** One event among good neighbours, in one of the official formats and envelopes, with poison at one of its places. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    format: fc.constantFrom(...FORMATS),
    envelope: fc.nat(),
    place: fc.nat(),
    nest: fc.nat({ max: NESTS.length }),
    twice: fc.constantFrom('no', 'no', 'no', 'first', 'last'),
    poison,
    id: fc.noBias(fc.nat()),
  })
  .map((drawn) => caseOf(drawn));

interface Drawn {
  readonly format: Format;
  readonly envelope: number;
  readonly place: number;
  readonly nest: number;
  readonly twice: string;
  readonly poison: string;
  readonly id: number;
}

function caseOf({ format, envelope, place, nest, twice, poison: value, id }: Drawn): Case {
  const places = PLACES.filter((field) => format.names[field] !== undefined);
  const field = places[place % places.length] ?? 'userId';
  const nested = field === 'properties' ? NESTS[nest] : undefined;
  const text = nested ? `${nested.before}${value}${nested.after}` : value;
  const stands = format.envelopes[envelope % format.envelopes.length] as Envelope;
  const clean = good('ann', id);
  // Of a key that stands twice, the last one counts, as JSON.parse has it.
  const fields = twice === 'first' ? clean : { ...clean, [field]: text };
  const earlier = { first: text, last: clean[field] }[twice];
  const name = format.names[field] ?? '';
  const event = format.write(fields);
  const hostile = earlier === undefined ? event : `{"${name}":${earlier},${event.slice(1)}`;
  const events = stands.single ? [fields] : [good('before', id), fields, good('after', id)];
  return {
    text: stands.wrap(events.map((one) => (one === fields ? hostile : format.write(one)))),
    events: events.map((one, index) => expected(format, one, stands.rootOf(index))),
  };
}

function expected(format: Format, fields: Fields, root: string): Expected {
  const given = Object.fromEntries(
    Object.entries(fields).map(([field, text]) => [field, JSON.parse(text) as unknown]),
  ) as Meant;
  const { properties } = given;
  const plain = properties !== null && (typeof properties !== 'object' || Array.isArray(properties));
  const wrapped = plain && !format.strictProperties;
  const meant = {
    ...given,
    ...(wrapped && { properties: { data: properties } }),
    eventId: format.name === 'CloudEvents' ? `/shop#${String(given.eventId)}` : given.eventId,
  };
  if (format.name === 'Sensors') delete meant.eventId;
  const faults = faultsOf(meant, NOW);
  const pathOf = ({ field, keys, reason }: Fault): string => {
    if (field === 'event itself') return written(root, '', keys);
    const missing = field === 'userId' && reason.test('is missing') ? format.missingUser : undefined;
    const inside = wrapped && field === 'properties' ? keys.slice(1) : keys;
    return written(root, missing ?? format.names[field] ?? '', inside);
  };
  return {
    meant,
    refusals: faults && faults.map((fault) => ({ path: pathOf(fault), reason: fault.reason })),
  };
}
