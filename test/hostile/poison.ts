/** Values, as JSON text, that have broken somebody's parser, database, prototype or clock. */
import { fc } from '../support/random';

/** When everything in these tests happens. */
export const NOW = Date.UTC(2026, 0, 31, 12);

const nested = (open: string, close: string, levels: number): string =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;

const NUMBERS = [
  ...['0', '-0', '-1', '1.5', '42', '1e999', '-1e999', '9007199254740991', '9007199254740992'],
  ...['9007199254740993', '9007199254740994', '-9007199254740994', '1e300', '5e-324', '1e-999'],
  ...[String(NOW), String(NOW / 1000), String(NOW + 90_000_000), '253402300800000', '8640000000000001'],
];

const TEXTS = [
  ...[
    '""',
    '" "',
    '"\\t"',
    '"\\n"',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udc00x"',
    '"\\ud83d\\ude00"',
  ],
  ...['"\\u007f"', '"\\u0085"', '"\\u2028"', '"\\u202e"', '"\\ufeff"', '"\\ufffe"', '"用户"'],
  ...['"__proto__"', '"constructor"', '"hasOwnProperty"', '"$json"', '"={{ $env }}"', '"$identify"'],
  ...[
    '"yesterday"',
    '"2026-01-31T10:00:00Z"',
    '"2026-02-31T10:00:00Z"',
    '"1769860800"',
    '"9999-12-31T00:00:00Z"',
  ],
  ...['"\'; drop table journey_event; --"', '"\\u0027||1"', '"../../etc/passwd"', '"%00"'],
  ...[200, 201, 256, 257, 5000].map((length) => `"${'x'.repeat(length)}"`),
  `"${'\\ud83d\\ude00'.repeat(128)}"`,
];

const STRUCTURES = [
  ...['null', 'true', 'false', '[]', '{}', '[null]', '[[]]'],
  ...['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}'],
  ...['{"__proto__":null}', '[{"__proto__":{"polluted":true}}]', '{"__proto__":[],"length":1e9}'],
  ...['{"toString":null,"valueOf":null}', '{"length":{"toString":null}}', '{"then":{"then":1}}'],
  ...['{"toJSON":"x"}', '{"a":1,"a":2}', '{"":{"":""}}', '{"\\u0000":"\\u0000"}', '{"\\ud800":1}'],
  ...[40, 58, 59, 60, 61, 62, 63, 64, 65, 200].flatMap((levels) => [
    nested('[', ']', levels),
    nested('{"a":', '}', levels),
  ]),
];

/** Too large to be tried often. */
const LARGE = [
  nested('[', ']', 50_000),
  nested('{"a":', '}', 20_000),
  `"${'x'.repeat(70_000)}"`,
  `[${'0,'.repeat(40_000)}0]`,
  `{${Array.from({ length: 8000 }, (_, key) => `"key${key}":0`).join(',')}}`,
];

/** A hostile value as JSON text. */
export const poison: fc.Arbitrary<string> = fc.oneof(
  { weight: 200, arbitrary: fc.constantFrom(...NUMBERS, ...TEXTS, ...STRUCTURES) },
  { weight: 60, arbitrary: fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)) },
  { weight: 40, arbitrary: fc.double().map((number) => JSON.stringify(number)) },
  { weight: 1, arbitrary: fc.constantFrom(...LARGE) },
);

/** Tokens that a mutation drops somewhere into a body. */
export const TOKENS = [
  ...[
    '"__proto__":',
    '{"__proto__":{"polluted":1}}',
    '"constructor":',
    '"userId":',
    '"events":[',
    '"data":"',
  ],
  ...['\\u0000', '\\ud800', '1e999', '9007199254740994', '[[[[[[[[', '{"a":{"a":', '}', ']', '"', '\\', ','],
  ...['\u0000', '\ufeff', '\r\n\r\n', 'NaN', 'Infinity', '-', '//', '/*', "'", '0x1', '\u2028', '&', 'data='],
  ...['\u00ff', 'null', 'true', '"type":"track",', '"specversion":"1.0",', '"distinct_id":"x",'],
];
