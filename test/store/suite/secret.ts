import type { Open } from '../engines';
import { freshStore } from '../fixture';

/** The secret of public links. */
export function describeSecret(open: Open): void {
  const now = freshStore(open);

  test('is made once, also by several at a time, and cannot be guessed', async () => {
    const asked = await Promise.all([1, 2, 3].map(() => now().store.tokenSecret()));
    expect(new Set([...asked, await now().store.tokenSecret()]).size).toBe(1);
    expect(asked[0]).toMatch(/^[\da-f]{64}$/);
  });
}
