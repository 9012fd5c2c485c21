import { sqliteEngine } from '../../../journey/store/sqlite/engine';
import { openStore } from '../../../journey/store';
import { newId } from '../../../journey/host/ids';
import { nextTurn } from '../../../journey/host/timers';
import { Gate } from '../../support/gate';
import { journey, Lab, people, wait } from '../../support/lab';

jest.setTimeout(300_000);

describe('an n8n that starts again', () => {
  let lab: Lab;
  let gate: Gate;
  beforeAll(async () => {
    gate = await Gate.listen();
    lab = await Lab.open();
  });
  afterAll(async () => {
    gate?.end();
    await lab?.close();
  });

  it('lets everybody of a backlog into twenty journeys, once', async () => {
    const keys = people('boot', 20);
    const ids = await lab.publishAll(
      keys.map((key) =>
        journey(
          key,
          [gate.node('Count', `"${key}/" + $('Entered').item.json.userId`), wait('Wait', [`${key}.go`])],
          [
            ['Entered', 'Count'],
            ['Count', 'Wait'],
          ],
        ),
      ),
    );
    await lab.n8n.kill9();
    const users = people('ann', 5);
    const store = await openStore(sqliteEngine(lab.store.file), { newId, nextTurn });
    const at = lab.clock.now();
    await store.append(
      keys.flatMap((key) =>
        users.map((userId) => ({
          eventId: null,
          userId,
          event: `${key}.start`,
          timestamp: at,
          properties: {},
          source: 'default',
          receivedAt: at,
        })),
      ),
    );
    await store.close();
    await lab.n8n.start();
    for (const id of ids) await lab.n8n.waitUntilActive(id);
    await lab.settled();
    for (const [index, id] of ids.entries()) {
      expect(lab.store.waiting(id)).toEqual(users);
      expect(users.map((user) => gate.count(`${keys[index]}/${user}`))).toEqual([1, 1, 1, 1, 1]);
    }
  });
});
