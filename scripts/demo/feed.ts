import { Analytics } from '@segment/analytics-node';
import type { Deed, Person } from './people';

/** Sends events as a shop would: with Segment's own SDK, pointed at the journey's URL. */
export class Feed {
  readonly #analytics: Analytics;
  readonly #failures: string[] = [];

  /** @param url the production URL of a User Event Trigger */
  constructor(url: string) {
    const { origin, pathname } = new URL(url);
    this.#analytics = new Analytics({ writeKey: 'demo', host: origin, path: pathname, maxEventsInBatch: 20 });
    this.#analytics.on('error', (error) => this.#failures.push(String(error.reason ?? error.code)));
  }

  /** Sends one deed of one person, with the time it happened at. */
  send(person: Person, deed: Deed, at: Date): void {
    const message = {
      userId: person.userId,
      event: deed.event,
      properties: deed.properties ?? {},
      timestamp: at,
      messageId: `${person.userId}-${deed.event}-${deed.hours}`,
    };
    this.#analytics.track(message);
    if (deed.twice) this.#analytics.track(message);
  }

  /**
   * Waits until everything sent so far has been answered.
   * @throws Error with what the journey answered to a batch it did not take.
   */
  async flush(): Promise<void> {
    await this.#analytics.flush();
    if (this.#failures.length > 0)
      throw new Error(`Segment's SDK could not deliver: ${this.#failures.join('; ')}`);
  }

  async close(): Promise<void> {
    await this.#analytics.closeAndFlush({ timeout: 5_000 });
  }
}
