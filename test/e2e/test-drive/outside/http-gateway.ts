import { kannelCredential, type Gateway, type Sms } from './gateway';
import { serve } from './serve';

/** What Kannel's user guide lists for its interface for sending. */
const KNOWN = new Set([
  ...['username', 'password', 'from', 'to', 'text', 'charset', 'coding', 'dlr-mask', 'dlr-url'],
]);

/**
 * A gateway that speaks Kannel's interface, where there is no Kannel. It is strict: what Kannel does not know or would refuse
 * is refused, so that no message gets through that would not get through there.
 */
export async function httpGateway(repliesTo: string): Promise<Gateway> {
  const received: Sms[] = [];
  let replies = 0;
  const { url, stop } = await serve((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://gateway');
    const [status, answer] = judged(pathname, searchParams, request.method);
    response.writeHead(status, { 'content-type': 'text/html' }).end(answer);
    if (status !== 202) return;
    received.push({ to: searchParams.get('to') ?? '', text: searchParams.get('text') ?? '' });
    const report = searchParams.get('dlr-url');
    // Accepted by the network, then on the phone.
    if (report) void tell(filled(report, 8)).then(() => tell(filled(report, 1)));
  });
  return {
    credential: kannelCredential(url),
    received: () => [...received],
    says: async (from, text) => {
      replies += 1;
      const eventId = `sms-${replies}`;
      const fields = new URLSearchParams({ from, to: '10690000', text, eventId });
      await tell(`${repliesTo}&${fields.toString()}`);
    },
    stop,
  };
}

function judged(path: string, fields: URLSearchParams, method = ''): readonly [number, string] {
  const unknown = [...fields.keys()].filter((name) => !KNOWN.has(name));
  if (method !== 'GET' || path !== '/cgi-bin/sendsms') return [404, 'Unknown request.'];
  if (unknown.length > 0) return [400, `Unknown parameters ${unknown.join(', ')}`];
  if (fields.get('username') !== 'journeys' || fields.get('password') !== 'gateway')
    return [403, 'Authorization failed for sendsms'];
  if (!/^\+?\d{5,15}$/.test(fields.get('to') ?? '')) return [400, 'Empty receiver number not allowed'];
  if (fields.get('coding') !== '2' || fields.get('charset') !== 'UTF-8') return [400, 'Broken charset'];
  return fields.get('text') ? [202, '0: Accepted for delivery'] : [400, 'Empty text not allowed'];
}

const filled = (url: string, status: number): string =>
  url.replaceAll('%d', String(status)).replaceAll('%T', String(Math.floor(Date.now() / 1000)));

async function tell(url: string): Promise<void> {
  const { status } = await fetch(url).catch(() => ({ status: 0 }));
  if (status !== 0 && status >= 400)
    process.stderr.write(`The gateway was answered with ${status}: ${url}\n`);
}
