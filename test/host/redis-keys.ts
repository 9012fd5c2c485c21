import { createRequire } from 'node:module';
import { ensureHost } from './install';

/** What is used of ioredis, the client that n8n itself talks to Redis with. */
interface Client {
  scan(cursor: string, ...options: ['MATCH', string, 'COUNT', number]): Promise<[string, string[]]>;
  unlink(...keys: string[]): Promise<number>;
  disconnect(): void;
}

/** Removes all keys that begin with a prefix: n8n leaves its queue there, and what it knows of webhooks. */
export async function forgetKeys(url: string, prefix: string): Promise<void> {
  const { n8n } = await ensureHost();
  const { Redis } = createRequire(n8n)('ioredis') as { Redis: new (url: string) => Client };
  const client = new Redis(url);
  try {
    let cursor = '0';
    do {
      const [next, keys] = await client.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 1000);
      if (keys.length > 0) await client.unlink(...keys);
      cursor = next;
    } while (cursor !== '0');
  } finally {
    client.disconnect();
  }
}
