/** Runs the official Supabase CLI against a database by its URL. It needs neither Docker nor an account for that. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const program = path.join(path.dirname(require.resolve('supabase/package.json')), 'dist/supabase.js');

export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
}

export function supabaseCli(...args: string[]): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, DO_NOT_TRACK: '1', PGSSLMODE: 'disable' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}
