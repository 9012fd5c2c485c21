'use strict';

/** Child process of the pack check: `load-check.js <installed package> <registered file>...` */
const { existsSync } = require('node:fs');
const path = require('node:path');

const [installed, ...registered] = process.argv.slice(2);

function iconsOf(instance) {
  const icon = instance.description?.icon ?? instance.icon;
  if (!icon) return [];
  return (typeof icon === 'string' ? [icon] : Object.values(icon))
    .filter((value) => value.startsWith('file:'))
    .map((value) => value.slice('file:'.length));
}

function faultsOf(file) {
  const absolute = path.join(installed, file);
  const className = path.basename(file).split('.')[0];
  const Class = require(absolute)[className];
  if (typeof Class !== 'function') return [`${file} does not export the class ${className}`];
  return iconsOf(new Class())
    .filter((icon) => !existsSync(path.resolve(path.dirname(absolute), icon)))
    .map((icon) => `${file} refers to ${icon}, which is not in the package`);
}

const faults = registered.flatMap((file) => {
  try {
    return faultsOf(file);
  } catch (error) {
    return [`${file}: ${error.message.split('\n')[0]}`];
  }
});
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exitCode = 1;
}
