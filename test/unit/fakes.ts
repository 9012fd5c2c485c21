import type { Clock } from '../../journey/ports/clock';
import type { JourneyStore } from '../../journey/ports/store';

/** A store of which only the given methods exist; any other call fails the test. */
export function storeWith(methods: Partial<JourneyStore>): JourneyStore {
  return new Proxy(methods as JourneyStore, {
    get(target, name) {
      // A promise that resolves with the store asks it for `then`.
      if (name === 'then' || name in target) return Reflect.get(target, name) as unknown;
      throw new Error(`The fake store has no ${String(name)}`);
    },
  });
}

/** A clock that moves only when told to; it shows the alarms that are set. */
export class HandClock implements Clock {
  time = 0;
  readonly alarms = new Map<object, { at: number; callback: () => void }>();
  now = () => this.time;

  wakeAt(at: number, callback: () => void) {
    const alarm = { cancel: () => void this.alarms.delete(alarm) };
    this.alarms.set(alarm, { at, callback });
    return alarm;
  }

  get set(): number[] {
    return [...this.alarms.values()].map(({ at }) => at);
  }

  to(time: number): void {
    this.time = time;
    for (const [alarm, { at, callback }] of [...this.alarms])
      if (at <= time && this.alarms.delete(alarm)) callback();
  }
}
