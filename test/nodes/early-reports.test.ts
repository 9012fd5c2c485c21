/** Reports that name their message only by the gateway's id, and are faster than the answer that tells us this id. */
import { behaviour, callsBack, console, gateway, message, REPORTED } from './gateway';
import { openStore } from './harness';
import { errors, happens, publish, settledNow, stage, users } from './stage';

// A loaded machine is slow, not wrong.
jest.setTimeout(60_000);
stage();
gateway();

const journey = () => publish([message({ deliveryReports: 'wait' })], [['T', 'M']]);
const report = (id: string) => callsBack(console(), { id, status: 'delivered' });
const delivered = async () => {
  await settledNow();
  return [errors(), users('M', REPORTED.delivered)];
};

test('such a report waits for that answer', async () => {
  const start = await journey();
  const store = await openStore();
  const { contactOf } = store;
  let told: Promise<[number, string]> | undefined;
  behaviour.push(async () => {
    // The gateway answers once its report was looked for in vain.
    await new Promise<void>((sought) => {
      jest.spyOn(store, 'contactOf').mockImplementation((query) => contactOf(query).finally(sought));
      told = report('m-1');
    });
  });
  await happens(start, ['ann']);
  expect(await told).toEqual([200, '']);
  expect(await delivered()).toEqual([[], ['ann']]);
});

test('and is to come again when there is none soon', async () => {
  const start = await journey();
  await happens(start, ['bob']);
  const statuses: number[] = [];
  behaviour.push(async () => void statuses.push((await report('m-2'))[0]));
  await happens(start, ['ann']);
  statuses.push((await report('m-2'))[0]);
  expect([statuses, await delivered()]).toEqual([
    [503, 200],
    [[], ['ann']],
  ]);
});
