/** The stack the test runs against. */
import { inject } from 'vitest';
import type { Role, Stack } from './stack-process.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stack: Stack;
  }
}

export const stack: Stack = inject('stack');

export type Account = Stack['accounts'][number];

/** The nth demo account of a role. */
export function account(role: Role, index = 0): Account {
  const found = stack.accounts.filter((a) => a.role === role)[index];
  if (!found) throw new Error(`the demo practice has no ${role} number ${index + 1}`);
  return found;
}
