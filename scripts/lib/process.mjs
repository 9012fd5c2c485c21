import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The environment of every child: `node` on the PATH is the given one, then come the project's own tools. */
export function environment(node = process.execPath) {
  const bin = path.join(projectRoot, 'node_modules', '.bin');
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...process.env, [key]: [path.dirname(node), bin, process.env[key]].join(path.delimiter) };
}

/** The script behind a tool of node_modules, to be run with `node`: its shell wrapper differs on Windows. */
export function tool(packageName, binName = packageName) {
  const manifestFile = path.join(projectRoot, 'node_modules', packageName, 'package.json');
  const { bin } = createRequire(import.meta.url)(manifestFile);
  return path.join(path.dirname(manifestFile), typeof bin === 'string' ? bin : bin[binName]);
}

/**
 * Runs a child to its end and returns its exit code. Signals are handed on, and we stay until the child has gone.
 * A Ctrl-C at a terminal reaches the child without us, and a second one would make many programs quit unclean.
 * What it writes goes where ours goes, or to `heard`.
 */
export async function run(command, args, env = environment(command), heard = undefined) {
  const stdio = heard ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn(command, args, { stdio, cwd: projectRoot, env });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', heard);
  const forward = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
    });
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}

/** Runs a script with the Node that runs us. */
export const runNode = (script, args = [], heard = undefined) =>
  run(process.execPath, [script, ...args], undefined, heard);
