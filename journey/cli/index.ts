#!/usr/bin/env node
/**
 * The command of the package. It looks at the version of Node before it loads anything that an older one does not have,
 * so that whoever runs it there reads a sentence.
 */
const NEEDED = 24;

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  process.stderr.write(
    `The doctor needs Node ${NEEDED} or newer, as n8n does; this is Node ${process.versions.node}\n`,
  );
  process.exitCode = 2;
} else {
  void import('./main').then(async ({ main }) => {
    process.exitCode = await main(process.argv.slice(2), process.env, {
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
    });
  });
}
