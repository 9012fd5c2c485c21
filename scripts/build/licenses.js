'use strict';

const { existsSync, globSync, readFileSync } = require('node:fs');
const path = require('node:path');

/** The folder of the package that a bundled file belongs to, or undefined for our own files. */
function packageFolderOf(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll('\\', '/'))?.[0];
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = globSync('{LICEN[SC]E,licen[sc]e,COPYING}*', { cwd: folder }).sort()[0];
  const text = file ? readFileSync(path.join(folder, file), 'utf8').trim() : `License: ${license}`;
  return `${name} ${version} (${license})\n\n${text}\n`;
}

/** The licence texts of every package that an esbuild metafile says is inside the bundle. */
function licensesOf(metafile) {
  const bundled = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  const folders = new Set(bundled.map(packageFolderOf).filter((folder) => folder && existsSync(folder)));
  return [...folders]
    .sort()
    .map(noticeOf)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

module.exports = { licensesOf };
