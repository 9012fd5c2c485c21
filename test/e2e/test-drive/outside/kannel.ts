import { Kannel } from '../../../host/kannel/kannel';
import { kannelCredential, type Gateway, type Sms } from './gateway';

/** The real Kannel, and the one phone of its network that gets everything. */
export async function kannelGateway(n8nUrl: string, repliesTo: string): Promise<Gateway> {
  const kannel = await Kannel.start({ n8nUrl, repliesTo });
  return {
    credential: kannelCredential(kannel.url),
    received: () => messagesIn(kannel.phones()),
    says: (from, text) => Promise.resolve(kannel.says(from, text)),
    stop: () => kannel.stop(),
  };
}

const LINE = /Got message \d+: <\S+ (\S+) (?:udh (\S+) data|ucs-2) (.*)>$/;

/** Long messages come in parts, each behind a header with its number, the number of parts and its place. */
function messagesIn(log: string): Sms[] {
  const whole: Sms[] = [];
  const begun = new Map<string, Uint8Array[]>();
  for (const line of log.split('\n')) {
    const [, to, header, data] = LINE.exec(line) ?? [];
    if (to === undefined || data === undefined) continue;
    if (header === undefined) {
      whole.push({ to, text: wide([bytes(data)]) });
      continue;
    }
    const [, , , reference, count = 0, place = 0] = bytes(header);
    const key = `${to} ${reference}`;
    const parts = begun.get(key) ?? [];
    parts[place - 1] = bytes(data);
    begun.set(key, parts);
    if (parts.filter(Boolean).length < count) continue;
    whole.push({ to, text: wide(parts) });
    begun.delete(key);
  }
  return whole;
}

function bytes(encoded: string): Uint8Array {
  const plain = encoded.replaceAll('+', '%20');
  const each = plain.match(/%[0-9A-Fa-f]{2}|[^%]/g) ?? [];
  return Uint8Array.from(each, (one) => (one.length === 1 ? one.charCodeAt(0) : parseInt(one.slice(1), 16)));
}

function wide(parts: readonly Uint8Array[]): string {
  return new TextDecoder('utf-16be').decode(Buffer.concat(parts));
}
