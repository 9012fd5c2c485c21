import type { ChaosOptions, ChaosReport } from './run';

/** The smallest share that a figure of the report must reach for the run to have meant anything. */
const IN_FLIGHT = 0.5;
const WINS = 0.05;

/** The fewest kills a minute of a long run: of n8n's main process and, in queue mode, of all else. */
const LEAST_PER_MINUTE = { main: 60 / 25, others: 150 / 25 };

/** What a run did not do enough of to prove anything. */
export function weaknesses({ kills, wins }: ChaosReport): string[] {
  const hits = kills.filter(({ inFlight }) => inFlight > 0).length;
  const ends = wins.event + wins.timeout;
  return [
    ...(hits < kills.length * IN_FLIGHT ? [`only ${hits} of ${kills.length} kills hit work in flight`] : []),
    ...(Math.min(wins.event, wins.timeout) < ends * WINS
      ? [`of ${ends} waits ${wins.event} ended by an event and ${wins.timeout} by the clock`]
      : []),
  ];
}

/** Of a run of so many minutes by hand, also whether it killed often enough. */
export function lazinesses(
  { kills }: ChaosReport,
  { mode, minutes }: Pick<ChaosOptions, 'mode' | 'minutes'>,
): string[] {
  const main = kills.filter(({ victim }) => victim === 'main').length;
  const least = (each: number): number => Math.floor(each * minutes);
  const counts = [
    ['main', main, least(LEAST_PER_MINUTE.main)],
    ...(mode === 'queue' ? [['others', kills.length - main, least(LEAST_PER_MINUTE.others)] as const] : []),
  ] as const;
  return counts.flatMap(([victims, count, wanted]) =>
    count < wanted ? [`only ${count} of ${wanted} kills of ${victims} in ${minutes} minutes`] : [],
  );
}

/** The ledger of a run, for people. */
export function ledger(report: ChaosReport): string {
  const { kills, wins, people, events, republished, paused, violations } = report;
  const victims = [...new Set(kills.map(({ victim }) => victim))].sort();
  const rows = victims.map((victim) => {
    const own = kills.filter((kill) => kill.victim === victim);
    const hits = own.filter(({ inFlight }) => inFlight > 0);
    const most = Math.max(0, ...own.map(({ inFlight }) => inFlight));
    return `  ${victim.padEnd(10)} ${own.length} kills, ${hits.length} hit work in flight, at most ${most} at once`;
  });
  return [
    `${people} people, ${events} events, ${republished} times published again, ${paused} pauses`,
    ...rows,
    `  waits ended by an event ${wins.event}, by the clock ${wins.timeout}`,
    violations.length === 0 ? '  no violations' : `  ${violations.length} violations:`,
    ...violations.map((violation) => `    ${violation}`),
  ].join('\n');
}
