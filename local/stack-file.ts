import fs from 'node:fs';
import path from 'node:path';
import { writePrivate } from './state.ts';

export interface Account {
  role: string;
  email: string;
  password: string;
  full_name: string;
}

/** What tests and tools need to know of a running stack. */
export interface Stack {
  web_url: string;
  api_url: string;
  publishable_key: string;
  secret_key: string;
  database_url: string;
  functions_url: string;
  mail_url: string;
  accounts: Account[];
}

/** DIR/.careslot/stack.json exists exactly while the stack is usable, and only its owner can read it. */
export function writeStackFile(stateDir: string, stack: Stack): () => void {
  const file = path.join(stateDir, 'stack.json');
  writePrivate(file, `${JSON.stringify(stack, null, 2)}\n`);
  return () => fs.rmSync(file, { force: true });
}
