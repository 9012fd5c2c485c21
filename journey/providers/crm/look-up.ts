import type { LookUpOutcome } from '../contract/crm';
import type { HttpAnswer } from '../contract/provider';
import { asText, jsonOf } from '../shared/json';
import { byStatus, isSuccess, unknown, withoutAnswer } from '../shared/refusals';
import { isJsonObject, own, type JsonObject } from '../../domain/intake/plain-data';

/**
 * Reads the answer to a look-up: 404 is "not found", beyond it the status decides, and `find` reads an answer in JSON;
 * null where it holds nobody.
 */
export function lookedUp<Found>(
  answer: HttpAnswer,
  find: (body: unknown) => Found | null,
): LookUpOutcome<Found> {
  if (answer.kind !== 'answer') return withoutAnswer(answer);
  if (answer.status === 404) return { kind: 'not_found' };
  const body = jsonOf(answer.body);
  if (!isSuccess(answer.status)) {
    const said = isJsonObject(body) ? body : {};
    const code = asText(own(said, 'category')) ?? asText(own(said, 'code')) ?? String(answer.status);
    return byStatus(answer.status, code, asText(own(said, 'message')) ?? `The CRM answered ${answer.status}`);
  }
  if (body === undefined) return unknown(`The CRM answered ${answer.status}, but not in JSON`);
  const found = find(body);
  return found === null ? { kind: 'not_found' } : { kind: 'found', found };
}

/** Texts joined by blanks; null when there are none. */
export function joined(source: JsonObject, ...fields: readonly string[]): string | null {
  const parts = fields.map((field) => asText(own(source, field))).filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' ');
}
