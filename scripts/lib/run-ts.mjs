import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { projectRoot } from './process.mjs';

/**
 * A bundle has one place, its sources have many: each keeps its own `__dirname` and `__filename`, as it has them
 * under jest. They are put on the first line so that line numbers stay.
 */
const ownPlace = {
  name: 'own-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path: file }) => ({
      contents:
        `const __filename = ${JSON.stringify(file)}, __dirname = ${JSON.stringify(path.dirname(file))}; ` +
        (await readFile(file, 'utf8')),
      loader: 'ts',
    }));
  },
};

/**
 * Packages stay outside and are loaded with `require`, as n8n and jest load them. Their ES module halves may differ
 * from that or, as n8n-workflow's, not load in Node at all.
 */
const requiredPackages = {
  name: 'required-packages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^./]/ }, ({ path: name, kind, namespace }) => {
      if (kind === 'entry-point') return undefined;
      if (isBuiltin(name) || namespace === 'package') return { path: name, external: true };
      return { path: name, namespace: 'package' };
    });
    onLoad({ filter: /.*/, namespace: 'package' }, ({ path: name }) => ({
      contents: `module.exports = require(${JSON.stringify(name)});`,
    }));
  },
};

const REQUIRE =
  // By a name that no source has: the bundle knows nothing of it.
  "import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);";

/**
 * Runs a TypeScript file in this process, with `args` as its arguments. It is bundled first, because the sources
 * import each other without file extensions, as n8n packages do; packages stay outside.
 * @throws Error when the file does not exist or does not translate, and whatever the file throws.
 */
export async function runTs(file, args) {
  const entry = path.join(projectRoot, file);
  if (!existsSync(entry)) throw new Error(`${file} does not exist`);
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner: { js: REQUIRE },
    sourcemap: 'inline',
    sourceRoot: projectRoot,
    logLevel: 'warning',
    plugins: [ownPlace, requiredPackages],
  });
  const code = outputFiles[0].contents;
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 12);
  const folder = path.join(projectRoot, 'node_modules', '.cache', 'run-ts');
  const bundle = path.join(folder, `${path.basename(file, '.ts')}-${hash}.mjs`);
  await mkdir(folder, { recursive: true });
  // Whoever runs the same file at the same moment must not find half of it.
  const own = `${bundle}.${process.pid}`;
  await writeFile(own, code);
  await rename(own, bundle);
  process.setSourceMapsEnabled(true);
  process.argv = [process.execPath, entry, ...args];
  await import(pathToFileURL(bundle).href);
}
