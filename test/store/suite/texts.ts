import { entryRule, enrollments, enter, event, found, parking, route, run, T0, TRIGGER, WAIT } from '../kit';
import type { Open } from '../engines';
import { freshStore } from '../fixture';

/** As a sender may put it: everything that some database, some encoding or some object literal cannot hold. */
const HOSTILE = `{"nul":"a\\u0000b","half":"\\ud800","other half":"\\udfff!","pair":"😀","\\u0000":1,"\\udc00":2,
  "__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":null,"":"",
  "quote":"'; drop table journey_event; --","backslash":"\\\\u0000","long":"${'x'.repeat(60_000)}","least":5e-324}`;
const properties = JSON.parse(HOSTILE) as Record<string, unknown>;

/** What is stored is what comes back, on every engine. Compared as text: `__proto__` is a key like any other. */
export function describeTexts(open: Open): void {
  const now = freshStore(open);

  test('hostile properties come back from the log and from a wait as they were sent', async () => {
    await now().store.putRule({ ...TRIGGER, rule: entryRule() }, { fresh: true, now: T0 });
    await now().store.append([event('ann', 'start', { properties })]);
    await route(now().store);
    const [ann] = await run(now().store, TRIGGER, 'entry');
    expect(JSON.stringify(found(ann).entryEvent.properties)).toBe(JSON.stringify(properties));
    const carried = { json: properties, lineage: [], trimmed: false } as never;
    await now().store.park([parking(found(ann), { carried })]);
    await now().store.append([event('ann', 'paid', { at: T0 + 1, properties })]);
    await route(now().store);
    const [again] = await run(now().store, WAIT, 'continued');
    const { wait } = found(again);
    expect(JSON.stringify(wait?.carried.json)).toBe(JSON.stringify(properties));
    expect(JSON.stringify(wait?.result)).toContain(JSON.stringify(properties));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('hostile traits stay in the profile', async () => {
    await now().store.append([event('ann', '$identify', { properties })]);
    await route(now().store);
    const row = await now().engine.db.selectFrom('journey_profile').select('traits').executeTakeFirst();
    expect(JSON.stringify(JSON.parse(found(row).traits))).toBe(JSON.stringify(properties));
  });

  test('events that differ in a half of a surrogate pair alone are two events', async () => {
    const [one, two] = ['\ud800', '\udfff'].map((half) =>
      event('ann', 'a', { eventId: null, properties: { half } }),
    );
    expect(await now().store.append([found(one), found(two)])).toEqual(['accepted', 'accepted']);
  });

  test('whatever an instance is named after, each is a passage of its own', async () => {
    const rule = entryRule({ instancePath: 'properties.booking' });
    const bookings = ['a\u0000', 'a', '\ud800', '\udfff', 'x'.repeat(60_000), properties];
    await now().store.putRule({ ...TRIGGER, rule }, { fresh: true, now: T0 });
    await now().store.append(bookings.map((booking) => event('ann', 'start', { properties: { booking } })));
    await route(now().store);
    const keys = (await enrollments(now().engine)).map((row) => row.instance_key);
    expect(new Set(keys).size).toBe(bookings.length);
    expect(keys).toContain('a');
  });

  test('an execution that fails with any text is written down as failed', async () => {
    await enter(now().store, ['ann']);
    await now().store.finish('entry', { kind: 'error', message: 'bad value "a\u0000\ud800"' }, T0);
    expect(await enrollments(now().engine)).toMatchObject([
      { state: 'ended', reason: 'error', error: 'bad value "a\ufffd\ufffd"' },
    ]);
  });
}
