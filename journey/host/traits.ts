import { journeyProcess } from './process';

/** What a person's profile says under a name, as text without spaces around it; null when it says nothing one can write to. */
export async function traitText(userId: string, trait: string): Promise<string | null> {
  const store = await journeyProcess().runtime.store();
  const traits = (await store.profilesOf([userId])).get(userId) ?? {};
  const value = Object.hasOwn(traits, trait) ? traits[trait] : undefined;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? null : text;
}
