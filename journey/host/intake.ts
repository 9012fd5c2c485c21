import { decodeBody, tooLarge, type DecodedBody } from '../domain/intake/body';
import type { IntakeFormat } from '../domain/intake/formats';
import { isBinaryCloudEvent, structured } from '../domain/intake/formats/cloudevents';
import type { IntakeLimits } from '../domain/intake/limits';
import { isRefusal, type Refusal, type RejectedEvent } from '../domain/intake/outcome';
import { parseEvents, userPath } from '../domain/intake/parse';
import type { RequestHeaders } from '../domain/intake/signature';
import type { NewEvent } from '../domain/user-event';
import type { AppendOutcome } from '../ports/store';
import { answerJson, drain, readBody, type IntakeRequest, type IntakeResponse } from './intake-http';

/** Whether a sender may post: 'ok', or the status and the sentence of the refusal. */
export type AuthenticationOutcome = 'ok' | { readonly refused: 401 | 403; readonly message: string };

/** One request to the intake and everything it needs from outside. */
export interface Intake {
  readonly request: IntakeRequest;
  readonly response: IntakeResponse;
  /** Judges headers and the bytes as sent, before anything is parsed. May throw: that is answered with 503. */
  readonly authenticate: (
    headers: RequestHeaders,
    bytes: Buffer,
  ) => AuthenticationOutcome | Promise<AuthenticationOutcome>;
  /** Stores the events and resolves after commit, with one outcome per event in their order. */
  readonly append: (events: NewEvent[]) => Promise<readonly AppendOutcome[]>;
  /** Milliseconds since 1970 on the business clock. */
  readonly receivedAt: number;
  /** Where the events come from, by configuration; never taken from the payload. */
  readonly source: string;
  readonly limits: IntakeLimits;
  /** How bodies are read; absent = by what they look like. */
  readonly format?: IntakeFormat;
}

/** What was answered, for the caller's log. `closed`: the sender went away before the end of its body. */
export interface IntakeAnswer {
  readonly status: number | 'closed';
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: readonly RejectedEvent[];
  /** What went wrong on our side, for the log of n8n only: the sender is not told. */
  readonly cause?: unknown;
}

/** Said of an event about somebody who was erased. Sending it again is of no use, and nothing is wrong with the sender. */
const ERASED = 'erased: this person asked to be forgotten. Nothing was stored; do not send it again';

const NOTHING = { accepted: 0, duplicate: 0, rejected: [] } as const;

/**
 * Takes in the events of one HTTP request and answers it. 202 `{accepted, duplicate, rejected}` is sent only after
 * `append` has committed; 400 with the same body when no event could be read (who was erased is no fault of the sender's); a request refused whole gets its status
 * and `{error}`; trouble on our side is 503 with `Retry-After`, without its cause. Resending a request is safe: what was
 * stored comes back as `duplicate`. Never throws and never rejects.
 */
export async function handleIntake(intake: Intake): Promise<IntakeAnswer> {
  try {
    return await takeIn(intake);
  } catch (cause) {
    return unavailable(intake, cause);
  }
}

async function takeIn(intake: Intake): Promise<IntakeAnswer> {
  const { request, receivedAt, source, limits } = intake;
  const bytes = await readBody(request, limits);
  if (bytes === null) return { status: 'closed', ...NOTHING };
  if (isRefusal(bytes)) return refuse(intake, bytes.status, bytes.message);
  if (bytes.length > limits.maxBodyBytes) return refuse(intake, 413, tooLarge(limits).message);
  const authentication = await intake.authenticate(request.headers, bytes);
  if (authentication !== 'ok') return refuse(intake, authentication.refused, authentication.message);
  const decoded = decode(intake, bytes);
  if (isRefusal(decoded)) return refuse(intake, decoded.status, decoded.message);
  const parsed = parseEvents(decoded.value, receivedAt, limits, intake.format);
  if (isRefusal(parsed)) return refuse(intake, parsed.status, parsed.message);
  const events = parsed.events.map(({ event }) => ({ ...event, source, receivedAt }));
  const outcomes = events.length > 0 ? await intake.append(events) : [];
  if (outcomes.length !== events.length) {
    return unavailable(
      intake,
      new Error(`append answered ${outcomes.length} outcomes for ${events.length} events`),
    );
  }
  const count = (kind: AppendOutcome): number => outcomes.filter((outcome) => outcome === kind).length;
  const erased = parsed.events.flatMap(({ index }, place): RejectedEvent[] =>
    outcomes[place] === 'erased'
      ? [{ index, path: userPath(decoded.value, index, intake.format), reason: ERASED }]
      : [],
  );
  const rejected = [...parsed.rejected, ...erased].sort((a, b) => a.index - b.index);
  const body = { accepted: count('accepted'), duplicate: count('duplicate'), rejected };
  const status = events.length === 0 && parsed.rejected.length > 0 ? 400 : 202;
  answerJson(intake.response, status, body);
  return { status, ...body };
}

/** A CloudEvent in binary form has its attributes in headers, and may have no body at all. */
function decode({ request, limits, format }: Intake, bytes: Buffer): DecodedBody | Refusal {
  const kind = format?.kind ?? 'auto';
  const binary = (kind === 'auto' || kind === 'cloudEvents') && isBinaryCloudEvent(request.headers);
  if (binary && bytes.length === 0) return { value: structured(request.headers, undefined) };
  const decoded = decodeBody(bytes, contentEncoding(request), limits, format);
  if (isRefusal(decoded) || !binary) return decoded;
  return { value: structured(request.headers, decoded.value) };
}

function contentEncoding(request: IntakeRequest): string | undefined {
  const header = request.headers['content-encoding'];
  return typeof header === 'string' ? header : header?.join(', ');
}

function refuse({ request, response }: Intake, status: number, error: string): IntakeAnswer {
  answerJson(response, status, { error }, status === 413 ? { connection: 'close' } : {});
  drain(request);
  return { status, ...NOTHING };
}

function unavailable({ request, response }: Intake, cause: unknown): IntakeAnswer {
  try {
    const error = 'The events could not be stored. Send the same request again later';
    answerJson(response, 503, { error }, { 'retry-after': '5' });
    drain(request);
  } catch {
    return { status: 'closed', ...NOTHING, cause };
  }
  return { status: 503, ...NOTHING, cause };
}
