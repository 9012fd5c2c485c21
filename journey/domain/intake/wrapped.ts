import { inflate } from './inflate';
import type { IntakeLimits } from './limits';
import { isRefusal, type Refusal } from './outcome';
import { isJsonObject, own } from './plain-data';

/** The fields in which SDKs wrap their JSON. */
const FIELDS = ['data_list', 'data'] as const;

/** What stands in a wrapping field: the JSON of one event or of a list, in base64 and perhaps compressed. */
export interface Wrapped {
  readonly field: string;
  readonly text: string;
}

/** The wrapped JSON of a form (`data=...` or `data_list=...`); null when the text is no such form. */
export function wrappedInForm(text: string): Wrapped | null {
  if (!/^(?:[\w.-]+=[^&\s]*&)*data(?:_list)?=/.test(text.slice(0, 10_000))) return null;
  const form = new URLSearchParams(text);
  for (const field of FIELDS) {
    const value = form.get(field);
    // A plus sign that the sender did not escape was read as a blank.
    if (value) return { field, text: value.replaceAll(' ', '+') };
  }
  return null;
}

/** The same in a JSON object; null when its fields are something else, such as the data of a CloudEvent. */
export function wrappedInJson(value: unknown): Wrapped | null {
  if (!isJsonObject(value) || ['event', 'userId', 'specversion'].some((key) => Object.hasOwn(value, key)))
    return null;
  for (const field of FIELDS) {
    const text = own(value, field);
    if (typeof text === 'string' && text !== '') return { field, text };
  }
  return null;
}

/**
 * The text that was wrapped. Compression shows by the first bytes, whatever a field `gzip` says. Never throws; what is
 * neither base64 nor complete is refused, naming the field, and the limits hold inside as outside.
 */
export function unwrap({ field, text }: Wrapped, limits: IntakeLimits): string | Refusal {
  const refused: Refusal = { status: 400, message: `${field} is not base64 of JSON, or of gzip JSON` };
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return refused;
  const plain = inflate(Buffer.from(text, 'base64'), undefined, limits);
  if (isRefusal(plain)) return plain.status === 413 ? plain : refused;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    return refused;
  }
}
