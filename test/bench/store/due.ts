import { nextTurn } from '../../../journey/host/timers';
import { resolveAllDue } from '../../../journey/passes/deadlines';
import { median, ROUNDS, short, type Family } from '../rows';
import { PARKED_AT, storeWithWaits } from './waits';

const WAITS = 100_000;

/** Everybody's time is up at once: how many time-outs are written down a second, and how long n8n's event loop stands still. */
export const due: Family = {
  names: ['due'],
  async measure() {
    const rates: number[] = [];
    const stalls: number[] = [];
    const cpu: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { store, close } = await storeWithWaits(WAITS, PARKED_AT);
      const start = performance.now();
      const before = process.cpuUsage();
      const watch = watchLoop();
      let ended = 0;
      // A pass ends no more than so many, and a round of the engine room follows at once.
      for (let more = 1; more > 0; ended += more)
        more = await resolveAllDue(store, () => PARKED_AT + 1, nextTurn);
      rates.push((ended * 1000) / (performance.now() - start));
      stalls.push(watch.longest());
      const { user, system } = process.cpuUsage(before);
      cpu.push((ended * 1_000_000) / (user + system));
      if (ended !== WAITS) throw new Error(`${ended} of ${WAITS} waits timed out`);
      await close();
    }
    const setting = `${WAITS} deadlines at once; embedded store`;
    return [
      {
        name: 'due',
        ratio: median(rates),
        goal: 20_000,
        better: 'higher',
        detail: `time-outs a second (rounds ${rates.map(short).join(', ')}), ${short(median(cpu))} a second of processor time; ${setting}`,
      },
      {
        name: 'due-stall',
        ratio: median(stalls),
        goal: 50,
        better: 'lower',
        detail: `ms the event loop stood still at the longest (rounds ${stalls.map(short).join(', ')}); ${setting}`,
      },
    ];
  },
};

/** The longest time between two turns of the event loop, in milliseconds. */
function watchLoop(): { readonly longest: () => number } {
  let longest = 0;
  let last = performance.now();
  let watching = true;
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (watching) setImmediate(turn);
  };
  setImmediate(turn);
  return {
    longest: () => {
      watching = false;
      turn();
      return longest;
    },
  };
}
