import { fc } from '../support/random';
import { NOW } from './poison';

/** Keys and values that make random JSON look like events, and like attacks on them. */
const key = fc.oneof(
  fc.constantFrom(
    'userId',
    'event',
    'eventId',
    'timestamp',
    'properties',
    'events',
    'batch',
    'type',
    'messageId',
  ),
  fc.constantFrom(
    'distinct_id',
    'specversion',
    'id',
    'source',
    'data',
    'data_list',
    'traits',
    '$set',
    'login_id',
  ),
  fc.constantFrom(
    'receipt_properties',
    'user_profile',
    '$sf_plan_id',
    'first_id',
    '_track_id',
    'time',
    'identities',
  ),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'length',
    'then',
    'toJSON',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const words = fc.constantFrom(
  '',
  'u1',
  'track',
  'identify',
  'page',
  'track_signup',
  '2026-01-31',
  '$alias',
  '1.0',
);
const numbers = fc.constantFrom(0, -1, 1e308, 2 ** 53, 2 ** 53 + 2, NOW, NOW / 1000, 0.5);

/** JSON text of any shape. A key may stand twice, and `__proto__` is a key like any other. */
export const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(words, numbers, fc.constantFrom(null, true)).map((value) => JSON.stringify(value)),
    fc.string({ unit: 'binary', maxLength: 12 }).map((text) => JSON.stringify(text)),
    fc.array(tie('json'), { maxLength: 5 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(key, tie('json')), { maxLength: 8 })
      .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`),
  ),
}));
