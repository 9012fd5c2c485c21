'use strict';

const { execFile } = require('node:child_process');
const { cp, mkdir, mkdtemp, rm, symlink } = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');

const run = promisify(execFile);
const manifest = require('../../package.json');

const LOAD_TIMEOUT_MS = 30_000;

/** The files npm would publish, as paths relative to the package. */
async function packedFiles() {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const { stdout } = npm
    ? await run(process.execPath, [npm, ...args])
    : await run('npm', args, { shell: process.platform === 'win32' });
  return JSON.parse(stdout)[0].files.map((file) => file.path);
}

/** Lays the packed files out as an installed package that can see nothing but n8n-workflow. */
async function installInto(folder, files) {
  const installed = path.join(folder, 'node_modules', manifest.name);
  for (const file of files) await cp(file, path.join(installed, file));
  const peer = path.dirname(require.resolve('n8n-workflow/package.json'));
  await mkdir(path.join(folder, 'node_modules'), { recursive: true });
  await symlink(peer, path.join(folder, 'node_modules', 'n8n-workflow'), 'junction');
  return installed;
}

/**
 * Loads the package the way n8n does, from what would be published and without our node_modules. Commands must
 * run there, too. It must come up
 * in a fresh process that ends by itself: an import that opens a socket, a timer or a database would keep it alive.
 * @throws Error with the list of what does not load.
 */
async function checkPackage() {
  const files = await packedFiles();
  const registered = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
  const commands = Object.values(manifest.bin);
  const missing = [...registered, ...commands].filter((file) => !files.includes(file));
  if (missing.length > 0)
    throw new Error(`registered in package.json but not packed:\n${missing.join('\n')}`);

  const folder = await mkdtemp(path.join(os.tmpdir(), 'journey-pack-'));
  try {
    const installed = await installInto(folder, files);
    const env = { ...process.env, NODE_PATH: '' };
    const args = [path.join(__dirname, 'load-check.js'), installed, ...registered];
    await run(process.execPath, args, { cwd: folder, env, timeout: LOAD_TIMEOUT_MS });
    for (const command of commands)
      await run(process.execPath, [path.join(installed, command), '--help'], {
        env,
        timeout: LOAD_TIMEOUT_MS,
      });
  } catch (error) {
    const reason = error.killed ? 'the loading process did not end by itself' : error.stderr || error.message;
    throw new Error(`the packed package does not load: ${reason}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

module.exports = { checkPackage };
