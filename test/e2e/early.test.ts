import { LIGHT_EXPRESSIONS } from '../host/settings';
import { setTimeout } from 'node:timers/promises';
import { Gate } from '../support/gate';
import { each, journey, Lab, people, wait } from '../support/lab';
import { Ledger, MORE_HEATS, RACES } from '../support/ledger';
import { seed } from '../support/random';
import { randomFrom } from '../support/random-numbers';

jest.setTimeout(900_000);

/** The events of a heat are sent over so many milliseconds. */
const SPREAD_MS = 400;
/** Meanwhile the gate before the wait opens: late, because an event takes n8n longer to take in than a person to park. */
const OPEN_AT_MS = 400;
/** A heat that one side has won moves the next one's opening by so much, since machines differ. */
const SHIFT_MS = 200;
/** How many requests the events of a heat are sent in. */
const REQUESTS = 20;

describe('events that come while people are being parked', () => {
  let lab: Lab;
  let gate: Gate;
  let end: Gate;
  const random = randomFrom(seed);
  beforeAll(async () => {
    [gate, end] = [await Gate.listen(), await Gate.listen()];
    lab = await Lab.open({ env: LIGHT_EXPRESSIONS });
  });
  afterAll(async () => {
    gate?.end();
    end?.end();
    await lab?.close();
  });

  /**
   * Brings all of them before the wait, then opens the gate and sends each one's event around the moment of parking.
   * Where `openAt` is negative, the events come so much later.
   */
  async function heat(key: string, users: readonly string[], openAt: number): Promise<void> {
    gate.close();
    const before = gate.calls.length;
    await lab.send(...each(users, `${key}.start`));
    await lab.n8n.wait('everybody to be before the wait', () => gate.calls.length === before + users.length);
    await lab.clock.move(lab.clock.now() + 1000);
    const size = Math.ceil(users.length / REQUESTS);
    const requests = Array.from({ length: REQUESTS }, (_, place) =>
      users.slice(place * size, (place + 1) * size),
    );
    const sent = requests
      .filter((some) => some.length > 0)
      .map(async (some) => {
        await setTimeout(Math.max(0, -openAt) + random() * SPREAD_MS);
        const { status } = await lab.n8n.postWebhook('in', { events: each(some, `${key}.go`) });
        expect(status).toBe(202);
      });
    await setTimeout(Math.max(0, openAt));
    gate.open();
    await Promise.all(sent);
    await lab.settled();
  }

  it.each([
    ['singly', 1, 20, RACES * 0.15],
    ['at 200 people per execution', 200, 200, RACES * 1.5],
  ])('each ends its wait exactly once, %s', async (title, peoplePerExecution, atOnce, times) => {
    const key = `early${peoplePerExecution}`;
    const id = await lab.publish(
      journey(
        key,
        [gate.node('Gate'), wait('Wait', [`${key}.go`]), end.node('End', "$('Entered').item.json.userId")],
        [
          ['Entered', 'Gate'],
          ['Gate', 'Wait'],
          ['Wait', 'End'],
        ],
        { peoplePerExecution },
      ),
    );
    const heats = Math.ceil(times / atOnce);
    const everybody: string[] = [];
    const byRouter = (): number => lab.store.deliveries(id).filter(({ kind }) => kind === 'wait').length;
    const ledger = new Ledger(`early event on n8n, ${title}`, ['look-back', 'router']);
    let openAt = OPEN_AT_MS;
    for (let run = 0; run < heats || (run < heats + MORE_HEATS && !ledger.isRace); run += 1) {
      const before = byRouter();
      const these = people(`${key}-${run}`, atOnce);
      everybody.push(...these);
      await heat(key, these, openAt);
      const routed = byRouter() - before;
      ledger.won('router', routed);
      ledger.won('look-back', atOnce - routed);
      openAt += SHIFT_MS * (2 * (routed / atOnce) - 1);
    }

    expect(everybody.filter((user) => end.count(user) !== 1)).toEqual([]);
    expect(lab.store.waits(id).map(({ state }) => state)).toEqual(everybody.map(() => 'resolved'));
    ledger.close();
  });
});
