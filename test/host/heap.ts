import type { ChildProcess } from 'node:child_process';

const ANSWER_TIMEOUT_MS = 60_000;

/** Asks one n8n how much memory is in use: hand it to `startN8n`. */
export class HeapProbe {
  private child: ChildProcess | undefined;

  /** Asks this process from now on. */
  follow(child: ChildProcess): void {
    this.child = child;
  }

  /**
   * Bytes on the heap after a full garbage collection.
   *
   * @throws if n8n does not run or does not answer within a minute
   */
  async used(): Promise<number> {
    const { child } = this;
    if (!child) throw new Error('this probe was not given to any n8n');
    return await new Promise((resolve, reject) => {
      const finish = (answer: number | Error): void => {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onExit);
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      };
      const onMessage = (message: { heapUsed?: unknown }): void => {
        if (typeof message.heapUsed === 'number') finish(message.heapUsed);
      };
      const onExit = (): void => finish(new Error(`process ${child.pid} has ended`));
      const timer = setTimeout(
        () =>
          finish(new Error(`process ${child.pid} did not tell its memory within ${ANSWER_TIMEOUT_MS} ms`)),
        ANSWER_TIMEOUT_MS,
      );
      child.on('message', onMessage);
      child.once('exit', onExit);
      child.send({ heap: true });
    });
  }
}
