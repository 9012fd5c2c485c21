import { Relay, type Answer } from './relay';
import { SENDERS, type Message, type Sender, type SenderName } from './senders';

/** An official SDK that sends to an intake, over a relay that can repeat its requests and knows what was answered. */
export class Source {
  readonly #relay: Relay;
  readonly #sdk: Sender;

  private constructor(relay: Relay, sdk: Sender) {
    this.#relay = relay;
    this.#sdk = sdk;
  }

  /** @param intake the production URL of a User Event Trigger */
  static async open(sender: SenderName, intake: string): Promise<Source> {
    const relay = await Relay.listen(intake);
    return new Source(relay, SENDERS[sender](relay.url));
  }

  /**
   * Sends messages in one request, and the same request again until it was sent so many times.
   * @throws Error when the intake did not take every message in.
   */
  async post(messages: readonly Message[], times = 1): Promise<readonly Answer[]> {
    const answers = await this.#relay.answers(times, () => this.#sdk.post(messages));
    const [first] = answers;
    if (first?.status === 202 && first.accepted === messages.length) return answers;
    throw new Error(`${messages.length} messages were answered with ${JSON.stringify(answers)}`);
  }

  async close(): Promise<void> {
    await this.#sdk.close();
    this.#relay.close();
  }
}
