/** A call as an agent sees it in the call list. */
export interface Card {
  readonly task: string;
  readonly name: string;
  readonly to: string;
  readonly shown: Readonly<Record<string, string>>;
  readonly assigned: string | null;
  readonly script: string;
}

/** The calls that a call list shows now. */
export async function cardsOf(listUrl: string): Promise<Card[]> {
  const answer = await fetch(listUrl, { headers: { 'accept-language': 'en' } });
  if (answer.status !== 200) throw new Error(`the call list answered ${answer.status}`);
  const html = await answer.text();
  return [...html.matchAll(/<details class="call".*?<\/details>/gs)].map(([card]) => {
    const one = (pattern: RegExp): string => plain(pattern.exec(card)?.[1] ?? '');
    const facts = [...card.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs)];
    return {
      task: one(/name="task" value="([^"]*)"/),
      name: one(/class="name">([^<]*)</),
      to: one(/class="to">([^<]*)</),
      shown: Object.fromEntries(facts.map(([, name = '', value = '']) => [plain(name), plain(value)])),
      assigned: one(/class="badge ">For ([^<]*)</) || null,
      script: one(/class="script">([^<]*)</),
    };
  });
}

/** Writes down how a call ended, as the form of its card does. */
export async function record(
  listUrl: string,
  { task }: Card,
  said: { readonly disposition: string; readonly note: string; readonly agent: string },
): Promise<void> {
  const body = new URLSearchParams({ task, action: 'record', callbackAt: '', ...said });
  const { status } = await fetch(listUrl, { method: 'POST', body });
  if (status !== 200) throw new Error(`the call list answered ${status} to "${said.disposition}"`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" },
};

function plain(html: string): string {
  return html.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity).trim();
}
