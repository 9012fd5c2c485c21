import { spawn } from 'node:child_process';

/** How to run a command whose output only matters when it fails. */
export interface CommandOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** Printed every ten seconds with the time so far while the command runs. */
  progress?: string;
}

/**
 * Runs a command to its end and returns what it wrote to standard output.
 *
 * @throws with the errors and the last lines of its output if it cannot be started or ends with another code than 0
 */
export function runCommand(
  command: readonly [string, ...string[]],
  options: CommandOptions,
): Promise<string> {
  const [program, ...args] = command;
  const started = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let tail = '';
    const remember = (text: string) => {
      tail = (tail + text).slice(-20_000);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      remember(text);
    });
    child.stderr.setEncoding('utf8').on('data', remember);
    const ticker = setInterval(() => {
      if (options.progress !== undefined)
        say(`${options.progress} (${Math.round((Date.now() - started) / 1000)} s)`);
    }, 10_000);
    const fail = (why: string) => {
      const lines = tail.trimEnd().split('\n');
      const errors = lines
        .slice(0, -30)
        .filter((line) => /error/i.test(line))
        .slice(0, 15);
      const excerpt = [...errors, ...lines.slice(-30)].join('\n');
      reject(new Error(`${command.join(' ')} ${why}, in ${options.cwd}:\n${excerpt}`));
    };
    child.on('error', (error) => {
      clearInterval(ticker);
      fail(`could not be run: ${error.message}`);
    });
    child.on('close', (code, signal) => {
      clearInterval(ticker);
      if (code === 0) resolve(stdout);
      else fail(`ended with ${code ?? signal}`);
    });
  });
}

/** Writes one line of progress to standard error. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
