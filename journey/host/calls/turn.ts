import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { callBranches, endedCall } from '../../domain/calls/dispositions';
import { nextCall } from '../../domain/calls/ladder';
import { CALL_CHANNEL } from '../../domain/contact/guards';
import type { Moved, Turn } from '../acting-node';
import { clock } from '../clock';
import { timeScale } from '../deadlines';
import { iso } from '../event-items';
import { journeyProcess } from '../process';
import type { Wish } from '../waiting-node';
import { createCall, type Created } from './create';
import {
  type Call,
  type CallOutcome,
  type CallService,
  type CallWish,
  type GroupOf,
  type Memo,
  type PastCall,
} from './wish';

/** What one person's turn is about. */
export interface CallTurn {
  readonly wish: CallWish;
  readonly service: CallService;
  readonly groupOf: GroupOf;
  /** How calls end in test runs that really create them, since nobody waits there. */
  readonly testOutcome: CallOutcome;
}

/**
 * One person's turn at being called: the call is created when it may be made, the person waits until somebody says how
 * it ended, and the ladder says whether they are called again. Before each call all guards are asked anew.
 */
export async function takeTurn(context: IExecuteFunctions, turn: Turn, about: CallTurn): Promise<Moved> {
  const now = clock().now();
  const scale = timeScale(context, turn.traveller);
  const back = (turn.back?.memo ?? null) as Memo | null;
  const endsAt = back?.endsAt ?? now + Math.round(about.wish.limitMs / scale);
  const calls = [...(back?.calls ?? [])];
  const outcomes: string[] = [];
  const leave = (last: Call): Moved => {
    outcomes.push(last.outcome);
    const branchId = about.groupOf(last.outcome);
    return { move: { kind: 'leave', branchId, data: callData(about, calls, last) }, outcomes };
  };
  const pause = (until: number): Moved => {
    const memo: Memo = { stage: 'pause', endsAt, calls, open: null, taskId: null, unsure: false };
    const skipped = without('suppressed', 'not in callable hours');
    return wait({ deadline: at(Math.min(until, endsAt)), branches: [] }, memo, skipped);
  };
  const wait = (wish: Pick<Wish, 'deadline' | 'branches'>, memo: Memo, last: Call): Moved => {
    const otherwise = { branchId: about.groupOf(last.outcome), data: callData(about, calls, last) };
    return {
      move: { kind: 'wait', wish: { ...wish, limitMs: null, lookBack: { mode: 'ever' } }, memo, otherwise },
      outcomes,
    };
  };
  if (back?.stage === 'call') {
    const ended = await endOf(turn, back);
    if (!ended) return leave(silence(back));
    calls.push(ended);
    const said = calls.map((one) => ({ end: one.outcome, callbackAt: one.wantedAt }));
    const ladder = about.wish.ladder.map((rung) => ({ ...rung, afterMs: Math.round(rung.afterMs / scale) }));
    const next = nextCall(said, ladder, { now, endsAt });
    if (next.kind === 'over') return leave(ended);
    outcomes.push(ended.outcome);
    if (next.at > now) return pause(next.at);
  }
  const last = calls.at(-1);
  if (now >= endsAt) return leave(last ?? without('timed_out', 'there was no time left to call'));
  const created = await createCall(context, turn, { ...about, attempt: calls.length, endsAt });
  switch (created.kind) {
    case 'gone':
      return { move: { kind: 'gone' }, outcomes: [...outcomes, 'exited'] };
    case 'would_have':
      return leave(without('would_have', null));
    case 'not_called':
      // Whoever has been called leaves with what that came to, not as if nobody had called.
      if (last && created.outcome === 'capped') {
        outcomes.push('capped');
        return leave(last);
      }
      return leave(without(created.outcome, created.reason));
    case 'deferred':
      // Whoever has been called before does not wait for a call that comes too late.
      if (last && created.until >= endsAt) return leave(last);
      outcomes.push('deferred');
      return pause(created.until);
    case 'created': {
      outcomes.push(created.unsure ? 'unknown' : 'created');
      const memo: Memo = { stage: 'call', endsAt, calls, ...remembered(created) };
      return wait({ deadline: at(endsAt), branches: callBranches(created.open.key) }, memo, {
        ...silence(memo),
        outcome: about.testOutcome,
      });
    }
  }
}

function remembered({ open, taskId, unsure }: Extract<Created, { kind: 'created' }>) {
  return { open, taskId, unsure };
}

/** The call with how it ended; null when nobody said it in time. Whoever wants no more calls gets none from anybody. */
async function endOf({ back, traveller }: Turn, memo: Memo): Promise<PastCall | null> {
  const event = back?.result.event ?? null;
  const ended = endedCall(event);
  if (!ended || !memo.open) return null;
  if (ended.end === 'do_not_call') {
    const { userId } = traveller.person;
    const said = { userId, channel: CALL_CHANNEL, category: '', given: false, at: ended.at };
    await (await journeyProcess().runtime.store()).setConsents([said]);
  }
  return {
    ...{ task: memo.open.key, taskId: memo.taskId, to: memo.open.to, outcome: ended.end, reason: null },
    ...{ note: ended.note, agent: ended.agent, at: iso(ended.at), wantedAt: ended.callbackAt },
    callbackAt: ended.callbackAt === null ? null : iso(ended.callbackAt),
  };
}

/** A call of which nobody said how it ended. */
function silence({ open, taskId, unsure }: Memo): Call {
  return {
    ...{ task: open?.key ?? '', taskId, to: open?.to ?? null, note: null, agent: null, callbackAt: null },
    outcome: unsure ? 'unknown' : 'timed_out',
    reason: unsure ? 'it is not known whether the call centre has the task' : null,
    at: iso(clock().now()),
  };
}

/** What stands in the place of a call that was not made. */
function without(outcome: CallOutcome, reason: string | null): Call {
  const none = { task: '', taskId: null, to: null, note: null, agent: null, callbackAt: null };
  return { ...none, outcome, reason, at: iso(clock().now()) };
}

function at(until: number): NonNullable<Wish['deadline']> {
  return {
    ...{ kind: 'date', at: until, shift: null, atMinute: null, zone: 'UTC', window: null, past: 'goNow' },
  };
}

function callData({ service }: CallTurn, ended: Memo['calls'], last: Call): IDataObject {
  const shown = [...ended, ...(ended.some((one) => one === last) ? [] : [last])].map((one) => {
    const { task, taskId, to, outcome, reason, note, agent, callbackAt, at: time } = one;
    return { task, taskId, to, outcome, reason, note, agent, callbackAt, at: time };
  });
  return { call: { ...shown.at(-1), provider: service.provider, calls: shown } };
}
