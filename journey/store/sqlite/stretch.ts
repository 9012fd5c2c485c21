import { setImmediate } from 'node:timers';

/** So long the store may keep the event loop to itself before it lets others in between two statements. */
const STRETCH_MS = 10;

/**
 * The time since the store began to use the event loop without letting it turn. SQLite answers at once, so what awaits one
 * statement after another would otherwise stop everything else that n8n does until its transaction ends.
 */
export class Stretch {
  #since: number | null = null;

  /** Call it before each statement: it lets the event loop turn if that is due. */
  async breathe(): Promise<void> {
    if (this.#since !== null && performance.now() - this.#since > STRETCH_MS)
      await new Promise((resume) => setImmediate(resume));
    if (this.#since === null) this.#begin();
  }

  #begin(): void {
    this.#since = performance.now();
    setImmediate(() => {
      this.#since = null;
    });
  }
}
