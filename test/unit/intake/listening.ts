import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_LIMITS } from '../../../journey/domain/intake/limits';
import type { NewEvent } from '../../../journey/domain/user-event';
import { handleIntake, type IntakeAnswer } from '../../../journey/host/intake';

/** An intake on a real port, for SDKs to send to; keeps what it stored and answered. */
export async function listening() {
  const stored: NewEvent[] = [];
  const answers: IntakeAnswer[] = [];
  const receivedAt = Date.now();
  const server = createServer((request, response) => {
    const append = (events: NewEvent[]) => {
      stored.push(...events);
      return Promise.resolve(events.map(() => 'accepted' as const));
    };
    const intake = {
      request,
      response,
      authenticate: () => 'ok' as const,
      append,
      receivedAt,
      source: 'app',
      limits: DEFAULT_LIMITS,
    };
    void handleIntake(intake).then((answer) => answers.push(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { stored, answers, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
