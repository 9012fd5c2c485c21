import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { packPackage, startN8n, TestClock, type N8n } from '../host/n8n';
import { LIGHT_EXPRESSIONS } from '../host/settings';
import { Facts } from '../support/facts';
import { Fleet } from '../support/fleet';
import { ownPostgres, ownRedis, type OwnServer } from '../support/servers';

/** How n8n is run. */
export type Mode = 'embedded' | 'queue';

/** Everything that can be killed, by name: each call ends it as a crash would. */
export type Victims = Readonly<Record<string, () => Promise<unknown>>>;

/** A real n8n with all it needs, and what chaos may do to it. */
export interface World {
  readonly main: N8n;
  readonly clock: TestClock;
  readonly facts: Facts;
  readonly victims: Victims;
  /** Starts again whatever is dead, killed or gone by itself, as any supervisor does. */
  revive(): Promise<void>;
  /** Where events are posted. */
  intake(): string;
  close(): Promise<void>;
}

/** One process with the embedded store. */
async function embedded(): Promise<World> {
  const clock = new TestClock('2026-03-02T09:00:00Z');
  const main = await startN8n({ packages: [await packPackage()], clock, env: LIGHT_EXPRESSIONS });
  return {
    main,
    clock,
    facts: Facts.embedded(main.userFolder),
    victims: { main: () => main.kill9() },
    revive: async () => void (main.alive || (await main.start())),
    intake: () => main.baseUrl,
    close: () => main.dispose(),
  };
}

/** Main, webhook processor, two workers, and a PostgreSQL and a Redis of their own. */
async function queue(): Promise<World> {
  const servers = { postgres: await ownPostgres(), redis: await ownRedis() };
  const down = new Set<OwnServer>();
  const crash = async (server: OwnServer): Promise<void> => {
    down.add(server);
    await server.crash();
  };
  const remove = async (): Promise<void> => {
    await Promise.all(Object.values(servers).map((server) => server.remove()));
  };
  try {
    await Promise.all(Object.values(servers).map((server) => server.start()));
    const fleet = await Fleet.open({
      postgres: servers.postgres.url,
      redis: servers.redis.url,
      env: { JOURNEYS_START_TIMEOUT_SECONDS: '10', ...LIGHT_EXPRESSIONS },
    });
    return {
      main: fleet.main,
      clock: fleet.clock,
      facts: fleet.facts,
      victims: {
        main: () => fleet.main.kill9(),
        worker: async () => fleet.workers[0]?.end('SIGKILL'),
        webhook: () => fleet.door.end('SIGKILL'),
        postgres: () => crash(servers.postgres),
        redis: () => crash(servers.redis),
      },
      revive: async () => {
        for (const server of down) await server.start();
        down.clear();
        await fleet.replaceDead();
      },
      intake: () => fleet.door.baseUrl,
      close: async () => {
        await fleet.main.dispose();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

export const open = (mode: Mode): Promise<World> => (mode === 'queue' ? queue() : embedded());

/** A service beside n8n that takes its time: up to 400 ms, so that there is always somebody in flight. */
export class SlowService {
  private constructor(private readonly server: Server) {}

  static async listen(random: () => number): Promise<SlowService> {
    const server = createServer((_, response) => {
      const answer = (): void => void response.setHeader('content-type', 'application/json').end('{}');
      setTimeout(answer, random() * 400);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SlowService(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
