'use strict';

/**
 * The build. `gulp` checks the types and builds; `gulp build` is the quick one; `gulp dist` skips the trial load.
 *
 * n8n wants every node and credential as a file of its own and installs packages without dependencies, so nodes and
 * credentials are only translated, while `journey/` becomes one file that carries its third-party code.
 */
const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { dest, parallel, series, src } = require('gulp');

const { bundleJourney, translate } = require('./scripts/build/bundle.js');
const { checkCodex } = require('./scripts/build/codex.js');
const { checkPackage } = require('./scripts/build/pack-check.js');

const NODE_ASSETS = ['nodes/**/__schema__/**/*.json', 'nodes/**/translations/**/*.json'];

const clean = () => rm('dist', { recursive: true, force: true });

const types = () =>
  spawn(process.execPath, [require.resolve('typescript/bin/tsc'), '--noEmit'], { stdio: 'inherit' });

const bundle = () => bundleJourney();

const nodes = () => translate();

// Without `encoding: false` gulp reads files as UTF-8 text, which damages every image that is not text.
const icons = () => src('icons/**/*.{svg,png}', { base: '.', encoding: false }).pipe(dest('dist'));

const codex = async () => {
  await checkCodex();
  return src('nodes/**/*.node.json', { base: '.', allowEmpty: true }).pipe(dest('dist'));
};

const schemas = () => src(NODE_ASSETS, { base: '.', allowEmpty: true }).pipe(dest('dist'));

const packCheck = () => checkPackage();

const dist = series(clean, parallel(bundle, nodes, icons, codex, schemas));
const build = series(dist, packCheck);

module.exports = {
  clean,
  types,
  bundle,
  nodes,
  icons,
  codex,
  schemas,
  packCheck,
  dist,
  build,
  default: series(types, build),
};
