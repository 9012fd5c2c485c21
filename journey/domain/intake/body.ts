import { ANY_FORMAT, type IntakeFormat } from './formats';
import { inflate } from './inflate';
import type { IntakeLimits } from './limits';
import { isRefusal, type Refusal } from './outcome';
import { unwrap, wrappedInForm, wrappedInJson, type Wrapped } from './wrapped';

/** The JSON value of a body, of whatever shape. */
export interface DecodedBody {
  readonly value: unknown;
}

/** The formats whose SDKs put their JSON into a text; elsewhere a text `data` is data. */
const WRAPPING: readonly IntakeFormat['kind'][] = ['auto', 'sensors', 'posthog'];

/**
 * Reads a request body by its content: decompressed where needed, strict UTF-8 (a leading byte order mark is
 * allowed), JSON, as it is or wrapped in a form or, where senders of the format do that, in a field. The `Content-Type` is not asked, since senders are often wrong about it.
 * Never throws; a body that cannot be read is refused with 400, 413 (too large; names the limit) or 415.
 */
export function decodeBody(
  bytes: Buffer,
  contentEncoding: string | undefined,
  limits: IntakeLimits,
  format: IntakeFormat = ANY_FORMAT,
): DecodedBody | Refusal {
  if (bytes.length > limits.maxBodyBytes) return tooLarge(limits);
  if (bytes.length === 0)
    return { status: 400, message: 'The body is empty. Send one event or a list of events as JSON' };
  const plain = inflate(bytes, contentEncoding, limits);
  if (isRefusal(plain)) return plain;
  const text = utf8(plain);
  if (text === null) return { status: 400, message: 'The body is not valid UTF-8. Send JSON in UTF-8' };
  const form = wrappedInForm(text);
  if (form) return unwrapped(form, limits);
  const decoded = json(text, limits);
  if (isRefusal(decoded)) return decoded;
  const inside = WRAPPING.includes(format.kind) ? wrappedInJson(decoded.value) : null;
  return inside ? unwrapped(inside, limits) : decoded;
}

function unwrapped(wrapped: Wrapped, limits: IntakeLimits): DecodedBody | Refusal {
  const text = unwrap(wrapped, limits);
  return typeof text === 'string' ? json(text, limits) : text;
}

/** The refusal of a body beyond `maxBodyBytes`, before or after it was read. */
export function tooLarge(limits: IntakeLimits): Refusal {
  return {
    status: 413,
    message: `The body is larger than ${limits.maxBodyBytes} bytes. Send fewer events at once`,
  };
}

function utf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function json(text: string, limits: IntakeLimits): DecodedBody | Refusal {
  if (containersIn(text, limits.maxContainers) > limits.maxContainers)
    return {
      status: 413,
      message: `The body holds more than ${limits.maxContainers} objects and lists. Send fewer events at once`,
    };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const detail = (error as Error).message.slice(0, 200);
    return {
      status: 400,
      message: `The body is not JSON (${detail}). Send one event or a list of events as JSON`,
    };
  }
}

const [QUOTE, BACKSLASH, LIST, OBJECT] = [0x22, 0x5c, 0x5b, 0x7b];

/**
 * How many objects and lists a text of JSON opens, counted no further than just beyond `most`. What is larger than its
 * limit cannot be told while `JSON.parse` builds it, and 8 MiB of brackets keep that busy for seconds.
 */
function containersIn(text: string, most: number): number {
  if (text.length <= most) return 0;
  let count = 0;
  let inString = false;
  for (let index = 0; index < text.length && count <= most; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) inString = !inString;
    else if (inString) index += code === BACKSLASH ? 1 : 0;
    else if (code === LIST || code === OBJECT) count += 1;
  }
  return count;
}
