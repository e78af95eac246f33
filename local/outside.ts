/** What the functions are told about the world outside: stand-ins on this machine, unless the operator names the real ones. */
import type { Handler } from './handler.ts';
import { createGoogleSandbox } from './sandboxes/google/sandbox.ts';
import { createMicrosoftSandbox } from './sandboxes/microsoft/sandbox.ts';
import { googleApp } from './sandboxes/phone/google-app.ts';
import { microsoftApp } from './sandboxes/phone/microsoft-app.ts';
import { createPhone } from './sandboxes/phone/phone.ts';

export interface Outside {
  /** The stand-in that answers this path, if any. */
  handlerOf(pathname: string): Handler | undefined;
  /** Environment variables for the functions. */
  environment: Record<string, string>;
}

/** Accounts to sign in with at the stand-ins, one for each clinician of the demo. */
const people = ['amara.okafor', 'daniel.brenner', 'mei.tanaka'];

/** Served under /sandbox/<name>/ of the stack's own address. */
export function createOutside(origin: string): Outside {
  const now = () => new Date();
  const google = createGoogleSandbox({ now, origin: `${origin}/sandbox/google` });
  const microsoft = createMicrosoftSandbox({ now, origin: `${origin}/sandbox/microsoft` });
  for (const name of people) {
    google.control.addAccount(`${name}@gmail.test`);
    microsoft.control.addAccount(`${name}@outlook.test`);
  }
  const handlers = new Map<string, Handler>([
    ['google', google.handler],
    ['microsoft', microsoft.handler],
    ['phone', createPhone({ apps: [googleApp(google.control), microsoftApp(microsoft.control)], now })],
  ]);
  return {
    handlerOf: (pathname) => handlers.get(/^\/sandbox\/([a-z]+)(?:\/|$)/.exec(pathname)?.[1] ?? ''),
    environment: {
      ...google.environment(),
      ...microsoft.environment(),
      // Without a stand-in of Apple's, a CalDAV server on this machine can be connected.
      CALDAV_ALLOW_PRIVATE: 'true',
    },
  };
}
