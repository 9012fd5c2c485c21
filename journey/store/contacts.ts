import { sql } from 'kysely';
import { addressKey, addressKeys } from '../domain/contact/address';
import { countedSince, guardContact, type ContactFacts, type PastContact } from '../domain/contact/guards';
import type {
  CallLicence,
  Contact,
  ContactLicence,
  ContactQuery,
  ContactReport,
  ContactRequest,
} from '../ports/store';
import { reserveIn, settleCall, type Caller } from './calls';
import { consentsOf } from './consents';
import type { Engine, Tx } from './engine';
import { leaseNow } from './lease';
import { traitsOf } from './profiles';
import { OPEN_CALLS } from './rows';

type Objection = Exclude<ContactLicence, CallLicence>;

/**
 * Asks to send somebody a message. The guards are asked and the message is counted in the transaction that reserves the
 * call, under the user's lock: of two journeys that meet at somebody's last message of the day, one is capped. A message
 * that is sent again with its key was let through before, and is counted once; without its address it cannot be sent
 * again, and is left as `unknown`.
 */
export async function reserveContact(engine: Engine, request: ContactRequest): Promise<ContactLicence> {
  const idempotent = request.idempotent && request.address !== null;
  return engine.write((tx) =>
    reserveIn(engine, tx, { ...request, idempotent }, (caller) => objection(tx, request, caller)),
  );
}

async function objection(
  tx: Tx,
  request: ContactRequest,
  { userId, holdout }: Caller,
): Promise<Objection | { readonly kind: 'exited' } | null> {
  const { guards, now } = request;
  const said: ContactFacts = {
    userId,
    now,
    active: true,
    address: request.address,
    traits: await traitsOf(tx, userId),
    consents: await consentsOf(tx, userId),
    contacts: [],
  };
  const since = countedSince(guards, said);
  const contacts = since === null ? [] : await contactsSince(tx, userId, since);
  const verdict = guardContact(guards, { ...said, contacts });
  if (verdict.kind !== 'send') return verdict;
  if (holdout) return { kind: 'would_have' };
  await tx
    .insertInto('journey_contact')
    .values({
      key: request.key,
      user_id: userId,
      channel: guards.channel,
      category: guards.category,
      counted: guards.transactional ? 0 : 1,
      at: now,
      address: addressKey(verdict.address),
      provider: request.provider,
      message_id: null,
      enrollment_id: request.person.enrollmentId,
      workflow_id: request.workflowId,
      node_id: request.nodeId,
    })
    .execute();
  return null;
}

async function contactsSince(tx: Tx, userId: string, since: number): Promise<PastContact[]> {
  return tx
    .selectFrom('journey_contact')
    .select(['channel', 'category', 'at'])
    .where('user_id', '=', userId)
    .where('at', '>=', since)
    .where('counted', '=', 1)
    .execute();
}

/**
 * Writes down how sending ended, with its effect. What was definitely refused no longer counts; what may have been sent
 * does. Returns whether it counted: once the message was sent again, an earlier answer does not.
 */
export async function settleContact(engine: Engine, report: ContactReport): Promise<boolean> {
  return engine.write(async (tx) => {
    if (!(await settleCall(tx, report))) return false;
    const { key, provider, messageId } = report;
    if (report.state === 'failed') await tx.deleteFrom('journey_contact').where('key', '=', key).execute();
    else
      await tx
        .updateTable('journey_contact')
        .set({ provider, message_id: messageId })
        .where('key', '=', key)
        .execute();
    return true;
  });
}

/** The message that something which came back belongs to; of several the last one. */
export async function contactOf(engine: Engine, query: ContactQuery): Promise<Contact | null> {
  const contacts = engine.db
    .selectFrom('journey_contact')
    .select(['key', 'user_id as userId', 'enrollment_id as enrollmentId', 'channel', 'category', 'at'])
    .select('message_id as messageId');
  const found = await (
    query.by === 'key'
      ? contacts.where('key', '=', query.key)
      : query.by === 'message'
        ? contacts.where('message_id', '=', query.messageId).where('provider', '=', query.provider)
        : contacts
            .where('address', 'in', addressKeys(query.address))
            .where('channel', 'not in', query.notOn)
            .orderBy('at', 'desc')
  )
    .limit(1)
    .executeTakeFirst();
  return found ?? null;
}

/** Whether a call to this provider is under way. One whose process died counts only until its lease is over. */
export async function isSending(engine: Engine, provider: string): Promise<boolean> {
  const call = await engine.db
    .selectFrom('journey_effect')
    .innerJoin('journey_contact', 'journey_contact.key', 'journey_effect.key')
    .select('journey_effect.key')
    .where(OPEN_CALLS)
    .where('state', '=', 'reserved')
    .where('lease_until', '>', sql<number>`${leaseNow(engine)}`)
    .where('provider', '=', provider)
    .limit(1)
    .executeTakeFirst();
  return call !== undefined;
}
