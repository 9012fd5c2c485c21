'use strict';

const { writeFile } = require('node:fs/promises');
const { globSync } = require('node:fs');
const esbuild = require('esbuild');

const { licensesOf } = require('./licenses.js');

const COMMON = { platform: 'node', format: 'cjs', target: 'node22', charset: 'utf8', logLevel: 'warning' };

/**
 * Writes `dist/journey/index.js` and the command `dist/cli/index.js`, each with all third-party code inside, and the
 * licences of that code beside them.
 * `n8n-workflow` stays outside because n8n compares its classes with `instanceof`; `pg-native` is pg's optional
 * binding, which is never installed.
 */
async function bundleJourney() {
  const { metafile } = await esbuild.build({
    ...COMMON,
    entryPoints: { 'journey/index': 'journey/index.ts', 'cli/index': 'journey/cli/index.ts' },
    outdir: 'dist',
    bundle: true,
    mainFields: ['module', 'main'],
    external: ['n8n-workflow', 'pg-native'],
    legalComments: 'none',
    metafile: true,
  });
  await writeFile('dist/THIRD_PARTY_LICENSES.txt', licensesOf(metafile));
}

/**
 * Translates nodes, credentials and the package's index file by file. Functions that n8n turns into expression text
 * (dynamic outputs) must stay free of helpers, so names are not kept by wrapping.
 */
async function translate() {
  const entryPoints = globSync(['nodes/**/*.ts', 'credentials/**/*.ts', 'index.ts']).filter(
    (file) => !/\.(?:test|d)\.ts$/.test(file),
  );
  if (entryPoints.length === 0) return;
  await esbuild.build({ ...COMMON, entryPoints, outdir: 'dist', outbase: '.', bundle: false });
}

module.exports = { bundleJourney, translate };
