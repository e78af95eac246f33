/** Runs named steps side by side and prints one line for each; what a failed step said comes at the end. */
import { spawn } from 'node:child_process';

export interface Step {
  name: string;
  /** Resolves with what is wrong, or with nothing when all is well. A rejection counts as wrong, too. */
  run(): Promise<string | null>;
}

export interface Failure {
  name: string;
  output: string;
}

export async function runSteps(
  steps: Step[],
  atOnce = 2,
  print: (line: string) => void = console.log,
): Promise<Failure[]> {
  const waiting = [...steps];
  const failures: Failure[] = [];
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const started = Date.now();
      const output = await step
        .run()
        .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
      print(`${output === null ? 'ok  ' : 'FAIL'} ${step.name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
      if (output !== null) failures.push({ name: step.name, output });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return failures;
}

/** A step that succeeds when the command ends with 0. */
export const command = (name: string, program: string, ...args: string[]): Step => ({
  name,
  run: () =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          output += chunk.toString();
        });
      child.on('error', reject);
      child.on('close', (code) => resolve(code === 0 ? null : `${output.trimEnd()}\n(exit code ${code})`));
    }),
});

/** A step whose problems are computed. */
export const problems = (name: string, find: () => Promise<string[]> | string[]): Step => ({
  name,
  async run() {
    const found = await find();
    return found.length === 0 ? null : found.join('\n');
  },
});
