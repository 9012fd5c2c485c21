import { DateTime } from 'luxon';
import { isSameAgent, type ListedCall } from '../calls/open-call';
import { CALL_LIST_TEXTS, OFFERED_ENDS, type CallListTexts } from './call-list-texts';
import { CALL_LIST_STYLE } from './call-list-style';
import { escaped, rendered, type RenderedPage } from './html';
import type { Language } from './language';

/** What the call list shows. */
export interface CallListPage {
  /** Whose list it is; empty takes that of the language. */
  readonly title: string;
  /** In the order in which they should be made. */
  readonly calls: readonly ListedCall[];
  /** How many more there are. */
  readonly more: number;
  /** How many are others' calls, and hidden. */
  readonly others: number;
  readonly agent: string;
  /** The token of its address: links within the page need it. */
  readonly token: string;
  readonly now: number;
}

/** What the page says to what was sent to it. */
export interface CallListNotice {
  readonly kind: 'recorded' | 'tookIt' | 'atIt' | 'already' | 'choose' | 'badTime' | null;
  /** The call it is about, which stays open where something is wrong. */
  readonly task: string | null;
  /** Who is at the call, where that stands against taking it. */
  readonly who: string | null;
  /** What the agent had written. */
  readonly sent: Readonly<Record<string, string>>;
}

/** The most characters of a note that are kept. */
export const MOST_NOTE = 2000;

const COLOUR = '#0f766e';
const FAULTS = ['atIt', 'choose', 'badTime'];

/** The list of calls to make, with a form for each. Its forms post to its own address and need no script. */
export function callListPage(page: CallListPage, language: Language, notice: CallListNotice): RenderedPage {
  const texts = CALL_LIST_TEXTS[language];
  const title = page.title || texts.title;
  const count = page.calls.length + page.more;
  const body = `<h1>${escaped(title)}</h1>
${noticeLine(texts, notice)}${agentForm(page, texts)}
${page.calls.length === 0 ? `<p class="said">${texts.none}</p>` : `<p class="said">${texts.open} ${count}</p>`}
${page.calls.map((call) => card(call, page, texts, notice)).join('\n')}
${page.more > 0 ? `<p class="said">${texts.more} ${page.more}</p>` : ''}
${page.others > 0 ? `<p class="said">${texts.others} ${page.others}. <a href="?t=${encodeURIComponent(page.token)}">${texts.all}</a></p>` : ''}`;
  return rendered({
    ...{ language, title, body, colour: COLOUR },
    ...{ style: CALL_LIST_STYLE, opensPrograms: true },
  });
}

/** A page instead of the list. */
export function noCallListPage(language: Language, reason: 'unknown' | 'later'): RenderedPage {
  const texts = CALL_LIST_TEXTS[language];
  const body = `<h1>${texts[reason]}</h1>`;
  return rendered({ language, title: texts.title, body, colour: COLOUR });
}

function noticeLine(texts: CallListTexts, { kind, who }: CallListNotice): string {
  if (kind === null) return '';
  const fault = FAULTS.includes(kind);
  const text = kind === 'atIt' ? `${texts.taken} ${escaped(who ?? '')}` : texts[kind];
  return `<p class="${fault ? 'fault' : 'done'}" role="${fault ? 'alert' : 'status'}">${text}</p>\n`;
}

function agentForm({ agent, token }: CallListPage, texts: CallListTexts): string {
  return `<form method="get" class="who">
<input type="hidden" name="t" value="${escaped(token)}">
<label>${texts.agent} <input name="agent" value="${escaped(agent)}" maxlength="100"></label>
<button type="submit">${texts.show}</button>
</form>`;
}

function card(call: ListedCall, page: CallListPage, texts: CallListTexts, notice: CallListNotice): string {
  const { key, to, name, script, variables } = call;
  const again = notice.task === key && notice.kind !== null;
  const context = Object.entries(variables)
    .map(([label, value]) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`)
    .join('');
  return `<details class="call"${again ? ' open' : ''}>
<summary><span class="name">${escaped(name)}</span> <span class="to">${escaped(to)}</span>${facts(call, page.now, texts)}</summary>
<p><a class="dial" href="tel:${escaped(to.replace(/[^+\d*#]/g, ''))}">${escaped(to)}</a></p>
${context === '' ? '' : `<dl>${context}</dl>\n`}${script === '' ? '' : `<h2>${texts.script}</h2>\n<p class="script">${escaped(script)}</p>\n`}${takeForm(call, page, texts)}
${resultForm(call, page, texts, again ? notice.sent : {})}
</details>`;
}

function facts(
  { priority, dueAt, attempt, assignee, takenBy, zone }: ListedCall,
  now: number,
  texts: CallListTexts,
): string {
  const badges = [
    ...(priority > 0 ? [['urgent', texts.urgent] as const] : []),
    ...(dueAt === null
      ? []
      : dueAt < now
        ? [['urgent', `${texts.overdue} ${shown(dueAt, zone)}`] as const]
        : [['', `${texts.due} ${shown(dueAt, zone)}`] as const]),
    ...(attempt > 1 ? [['', `${texts.attempt} ${attempt}`] as const] : []),
    ...(takenBy !== null ? [['taken', `${texts.taken} ${takenBy}`] as const] : []),
    ...(takenBy === null && assignee !== null ? [['', `${texts.assigned} ${assignee}`] as const] : []),
  ];
  return badges.map(([kind, text]) => ` <span class="badge ${kind}">${escaped(text)}</span>`).join('');
}

function takeForm({ key, takenBy }: ListedCall, { agent }: CallListPage, texts: CallListTexts): string {
  if (agent === '' || (takenBy !== null && isSameAgent(takenBy, agent))) return '';
  const over = takenBy === null ? '' : `<input type="hidden" name="from" value="${escaped(takenBy)}">\n`;
  return `<form method="post" class="take">
<input type="hidden" name="task" value="${escaped(key)}">
<input type="hidden" name="agent" value="${escaped(agent)}">
${over}<button type="submit" name="action" value="take">${takenBy === null ? texts.take : texts.takeOver}</button>
</form>`;
}

function resultForm(
  { key, takenBy, zone }: ListedCall,
  { agent }: CallListPage,
  texts: CallListTexts,
  sent: Readonly<Record<string, string>>,
): string {
  const ends = OFFERED_ENDS.map((end) => {
    const chosen = sent['disposition'] === end ? ' checked' : '';
    return `<label><input type="radio" name="disposition" value="${end}" required${chosen}><span>${texts.ends[end]}</span></label>`;
  });
  const who = sent['agent'] ?? takenBy ?? agent;
  return `<form method="post">
<input type="hidden" name="task" value="${escaped(key)}">
<fieldset>
<legend>${texts.result}</legend>
<div class="ends-of-call">
${ends.join('\n')}
</div>
</fieldset>
<label class="field">${texts.callbackAt} (${escaped(zone)})
<input type="datetime-local" name="callbackAt" value="${escaped(sent['callbackAt'] ?? '')}"></label>
<label class="field">${texts.note}
<textarea name="note" rows="2" maxlength="${MOST_NOTE}">\n${escaped(sent['note'] ?? '')}</textarea></label>
<label class="field">${texts.agent}
<input name="agent" value="${escaped(who)}" maxlength="100"></label>
<button type="submit" name="action" value="record">${texts.record}</button>
</form>`;
}

function shown(at: number, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd HH:mm');
}
