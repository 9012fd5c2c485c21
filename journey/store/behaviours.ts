import { sql } from 'kysely';
import { countedSince, newestNeeded, tallyOf, type Behaviour, type Deed } from '../domain/behaviour';
import { groupBy } from '../domain/group-by';
import { eventView } from '../domain/matching';
import type { Tallies } from '../ports/store';
import type { Engine } from './engine';
import { chunks, toEvent, valueList, writable } from './rows';

/** How many events one statement may bring at most. */
const EVENTS = 100_000;
const PEOPLE = 1000;

/** How often each of these people has done each of these things up to `now`: one query per event name and slice of people. */
export async function talliesOf(
  engine: Engine,
  userIds: readonly string[],
  behaviours: readonly Behaviour[],
  now: number,
): Promise<Map<string, Tallies>> {
  const found = new Map(userIds.map((user) => [user, new Map<Behaviour, ReturnType<typeof tallyOf>>()]));
  for (const [event, asked] of groupBy(behaviours, (one) => one.event)) {
    const needed = newestNeeded(asked);
    const atOnce = Math.max(1, Math.min(PEOPLE, Math.floor(EVENTS / needed)));
    for (const people of chunks([...found.keys()], atOnce)) {
      const deeds = await newestDeeds(engine, people, { event, asked, needed, now });
      for (const user of people) {
        const own = deeds.get(user) ?? [];
        for (const one of asked) found.get(user)?.set(one, tallyOf(one, own, needed, now));
      }
    }
  }
  return found;
}

interface Question {
  readonly event: string;
  readonly asked: readonly Behaviour[];
  readonly needed: number;
  readonly now: number;
}

type Row = Parameters<typeof toEvent>[0] & { readonly asked: string };

/**
 * The newest events of one name, of each person over all their ids, by the ids they were asked for. One statement, because
 * a merge between reading the ids and reading the log would hide what moved with it.
 */
async function newestDeeds(
  engine: Engine,
  people: readonly string[],
  { event, asked, needed, now }: Question,
): Promise<Map<string, Deed[]>> {
  const starts = asked.map((one) => countedSince(one, now) ?? Number.MIN_SAFE_INTEGER);
  const judged = asked.some(({ where }) => where !== null);
  const columns = judged ? sql`recent.asked, e.*` : sql`recent.asked, recent.at`;
  const content = judged ? sql`cross join journey_event as e where e.seq = recent.seq and` : sql`where`;
  // Cross joins, because SQLite keeps their order: with a long list of people it would else read the log from end to end.
  const { rows } = await sql<Row>`
    with person as (
      select v.column1 as asked, coalesce(a.user_id, v.column1) as user_id
      from ${valueList(people.map((id) => [writable(id)]))} as v left join journey_alias as a on a.alias = v.column1),
    known as (
      select asked, user_id as id from person
      union all
      select person.asked, a.alias as id from person cross join journey_alias as a where a.user_id = person.user_id)
    select ${columns} from (
      select known.asked, e.seq, e.at,
        row_number() over (partition by known.asked order by e.at desc, e.seq desc) as place
      from known cross join journey_event as e where e.user_id = known.id and e.name = ${event}
        and e.at >= ${Math.min(...starts)} and e.at <= ${now}) as recent
    ${content} recent.place <= ${needed}`.execute(engine.db);
  const deeds = rows.map((row) => ({
    asked: row.asked,
    at: row.at,
    view: judged ? eventView(toEvent(row)) : null,
  }));
  return groupBy(deeds, (deed) => deed.asked);
}
