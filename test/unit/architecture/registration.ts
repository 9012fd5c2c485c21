import path from 'node:path';

/** What the rules need to know of a node's description. */
export interface Described {
  readonly icon?: unknown;
  readonly subtitle?: unknown;
}

/** The project around a node: what package.json registers, and which files there are. */
export interface Surroundings {
  readonly registered: readonly string[];
  readonly exists: (file: string) => boolean;
}

function iconFaults(file: string, icon: unknown, exists: Surroundings['exists']): string[] {
  const { light, dark } = Object(icon) as { light?: unknown; dark?: unknown };
  if (typeof light !== 'string' || typeof dark !== 'string') return [`${file} needs a light and a dark icon`];
  if (light === dark) return [`${file} has the same icon for light and dark`];
  return [light, dark]
    .map((icon) => path.posix.join(path.posix.dirname(file), icon.replace(/^file:/, '')))
    .filter((icon) => !exists(icon))
    .map((icon) => `${file} refers to the icon ${icon}, which does not exist`);
}

/** What a node needs so that n8n loads it and shows it well; the subtitle tells two of a kind apart on the canvas. */
export function nodeFaults(
  file: string,
  described: Described,
  { registered, exists }: Surroundings,
): string[] {
  const faults = iconFaults(file, described.icon, exists);
  const built = `dist/${file.replace(/\.ts$/, '.js')}`;
  const codex = file.replace(/\.ts$/, '.json');
  if (!registered.includes(built)) faults.push(`${file} is not registered: add ${built} to package.json`);
  if (!exists(codex)) faults.push(`${file} has no ${path.posix.basename(codex)} beside it`);
  if (typeof described.subtitle !== 'string' || described.subtitle === '') {
    faults.push(`${file} has no subtitle`);
  }
  return faults;
}
