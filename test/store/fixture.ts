import type { Open, Opened } from './engines';

/** Opens an empty store before each test of the enclosing `describe` and removes it afterwards. */
export function freshStore(open: Open): { (): Opened; replace(opened: Opened): void } {
  let current: Opened | null = null;
  beforeEach(async () => {
    current = await open();
  });
  afterEach(async () => {
    await current?.close();
    current = null;
  });
  const get = (): Opened => {
    if (!current) throw new Error('The store is open only while a test runs');
    return current;
  };
  return Object.assign(get, {
    replace(opened: Opened) {
      current = opened;
    },
  });
}
