import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { runCommand } from './command';
import { underLock } from './lock';
import { cacheRoot, npmCommand, pathWithNode, projectRoot } from './paths';

/** Everything that can change what the package holds. */
const SOURCES = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'gulpfile.js',
  'index.ts',
  'README.md',
  'LICENSE',
  'nodes',
  'credentials',
  'journey',
  'icons',
  'scripts/build',
];

const PACK_TIMEOUT_MS = 10 * 60_000;

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

function contentKey(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((name) => filesBelow(join(projectRoot, name)))) {
    hash.update(relative(projectRoot, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * The tarball of this package as `npm publish` would upload it, built from the present sources.
 *
 * Kept by content: unchanged sources are built once, also when several test processes ask at the same time.
 *
 * @throws with the build's output if it fails
 */
export async function packPackage(): Promise<string> {
  const folder = join(cacheRoot(), 'packages');
  const tarball = join(folder, `${contentKey()}.tgz`);
  if (existsSync(tarball)) return tarball;
  return await underLock(join(folder, 'build.lock'), PACK_TIMEOUT_MS, async () => {
    if (!existsSync(tarball)) await pack(tarball);
    return tarball;
  });
}

async function pack(tarball: string): Promise<void> {
  const env = { ...process.env, PATH: pathWithNode(process.execPath) };
  const gulp = join(projectRoot, 'node_modules', 'gulp', 'bin', 'gulp.js');
  await runCommand([process.execPath, gulp, 'build'], { cwd: projectRoot, env });
  const folder = mkdtempSync(join(cacheRoot(), 'packages', 'packing-'));
  try {
    await runCommand([...npmCommand(), 'pack', '--ignore-scripts', '--pack-destination', folder], {
      cwd: projectRoot,
      env,
    });
    const made = readdirSync(folder).find((name) => name.endsWith('.tgz'));
    if (made === undefined) throw new Error(`npm pack left no tarball in ${folder}`);
    renameSync(join(folder, made), tarball);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
}

/**
 * Installs a tarball into a user folder, where n8n looks for community packages at its next start. Leaves the same files
 * as `npm install <tarball> --ignore-scripts --omit=peer --omit=dev` there. Replaces an installed package of that name.
 *
 * @throws if the package has dependencies: ours bundles what it needs
 */
export async function installPackage(tarball: string, userFolder: string): Promise<Manifest> {
  const nodesFolder = join(userFolder, '.n8n', 'nodes');
  const unpacked = mkdtempSync(join(userFolder, 'unpacking-'));
  try {
    await runCommand(['tar', '-xzf', tarball, '--strip-components=1', '-C', unpacked], { cwd: unpacked });
    const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as Manifest;
    const dependencies = Object.keys(manifest.dependencies ?? {});
    if (dependencies.length > 0) {
      throw new Error(
        `${manifest.name} has dependencies, which this does not install: ${dependencies.join(', ')}`,
      );
    }
    const target = join(nodesFolder, 'node_modules', manifest.name);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(dirname(target), { recursive: true });
    renameSync(unpacked, target);
    listInManifest(join(nodesFolder, 'package.json'), manifest);
    return manifest;
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}

function listInManifest(file: string, installed: Manifest): void {
  const manifest = (
    existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { name: 'installed-nodes' }
  ) as {
    private?: boolean;
    dependencies?: Record<string, string>;
  };
  manifest.private = true;
  manifest.dependencies = { ...manifest.dependencies, [installed.name]: installed.version };
  writeFileSync(file, JSON.stringify(manifest, null, 2));
}
