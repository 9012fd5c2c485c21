import type { Deed } from './people';

const HOUR = 3_600_000;
/** The two waits of the journey, counted from entry. */
export const FIRST_MS = 24 * HOUR;
export const SECOND_MS = 72 * HOUR;

/** A deed and the instant at which the intake had answered 202 to it. */
export interface Received extends Deed {
  readonly receivedAt: number;
}

/** How it may end for a person: the plans of their coupons in order, and why their journey is over. Null = never in it. */
export interface Life {
  readonly coupons: readonly string[];
  readonly reason: 'completed' | 'exit_rule' | null;
}

/** What the world went through: every instant the clock stood at, and when the journey was not published. */
export interface History {
  readonly ticks: readonly number[];
  readonly pauses: readonly { readonly from: number; readonly to: number }[];
}

/** A coupon, and the first instant at which it can have been issued. */
interface Step {
  readonly plan: string;
  readonly from: number;
}

/**
 * All lives that a person's deeds allow, by the rules alone: an event that happened in time and arrived before the clock
 * had reached the deadline wins for certain; one that arrived later may win or lose, depending on whether the time-out had
 * been committed.
 */
export function lives(deeds: readonly Received[], history: History): Life[] {
  const start = deeds
    .filter(({ event, receivedAt }) => event === 'start' && !paused(receivedAt, history))
    .sort((a, b) => a.receivedAt - b.receivedAt)[0];
  if (!start) return [{ coupons: [], reason: null }];
  const whole = paths(start.at, deeds, history);
  const leave = deeds.find(({ event, at }) => event === 'leave' && at >= start.at);
  const completed = whole.map((path): Life => ({ coupons: plans(path), reason: 'completed' }));
  if (!leave) return completed;
  const left = whole.flatMap((path) => cutOff(path, leave.receivedAt));
  // What was routed before or together with the entry may have met nobody inside.
  if (leave.receivedAt <= start.receivedAt) return [...completed, ...left];
  return [
    ...left,
    ...completed.filter((_, index) =>
      finished(whole[index] ?? [], leave.receivedAt, start.at, deeds, history),
    ),
  ];
}

/** The ways through both waits, without anybody leaving. */
function paths(enteredAt: number, deeds: readonly Received[], history: History): Step[][] {
  const buys = deeds.filter(({ event, refunded, at }) => event === 'buy' && !refunded && at >= enteredAt);
  const first = waitFor(buys, enteredAt + FIRST_MS, history);
  const second = waitFor(buys, enteredAt + SECOND_MS, history);
  const thanks = (buy: Received, from: number): Step[] =>
    buy.platform === 'wechat' ? [{ plan: 'A3', from: Math.max(buy.receivedAt, from) }] : [];
  const byEvent = first.winners.map((buy) => thanks(buy, 0));
  if (!first.mayTimeOut) return byEvent;
  const reminded: Step = { plan: 'C1', from: first.dueAt };
  const later = [
    ...second.winners.map((buy) => [reminded, ...thanks(buy, first.dueAt)]),
    ...(second.mayTimeOut ? [[reminded, { plan: 'C2', from: second.dueAt }]] : []),
  ];
  return [...byEvent, ...later];
}

/** Who may win a wait. `dueAt` is the first instant at which the time-out can be committed. */
function waitFor(buys: readonly Received[], deadline: number, history: History) {
  const dueAt = history.ticks.find((tick) => tick >= deadline) ?? Infinity;
  const winners = buys.filter(({ at }) => at <= deadline);
  const certain = winners.some(({ receivedAt }) => receivedAt < dueAt);
  return { winners, mayTimeOut: !certain, dueAt };
}

/** Whoever leaves keeps what they had by then: anything that can have been issued no later, in order. */
function cutOff(path: readonly Step[], leftAt: number): Life[] {
  const possible = path.filter(({ from }) => from <= leftAt).length;
  return Array.from({ length: possible + 1 }, (_, count) => ({
    coupons: plans(path.slice(0, count)),
    reason: 'exit_rule' as const,
  }));
}

/** Whether a path can have come to its end before somebody left. */
function finished(
  path: readonly Step[],
  leftAt: number,
  enteredAt: number,
  deeds: readonly Received[],
  { ticks }: History,
): boolean {
  if (path.some(({ from }) => from > leftAt)) return false;
  if (path.some(({ plan }) => plan === 'C2')) return true;
  // Ended by a purchase: it must have been there, and after the first coupon the first time-out too.
  const reminded = path.some(({ plan }) => plan === 'C1');
  if (reminded && !ticks.some((tick) => tick >= enteredAt + FIRST_MS && tick <= leftAt)) return false;
  return deeds.some(({ event, receivedAt }) => event === 'buy' && receivedAt <= leftAt);
}

function paused(at: number, { pauses }: History): boolean {
  return pauses.some(({ from, to }) => at > from && at <= to);
}

function plans(path: readonly Step[]): string[] {
  return path.map(({ plan }) => plan);
}
