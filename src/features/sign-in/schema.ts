/** The demo sign-ins of the embedded home. Checked by hand: the schema library stays out of the first load. */
export type DemoRole = 'clinician' | 'receptionist' | 'admin' | 'patient';
export type DemoAccount = { role: DemoRole; email: string; password: string; fullName: string };

export const demoRoles: readonly DemoRole[] = ['clinician', 'receptionist', 'admin', 'patient'];

const text = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Accepts the list itself or {accounts: […]}; leaves out what it does not understand. */
export function parseDemoAccounts(answer: unknown): DemoAccount[] {
  const list = Array.isArray(answer) ? answer : (answer as { accounts?: unknown } | null)?.accounts;
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: Record<string, unknown> | null) => {
    const role = demoRoles.find((known) => known === entry?.role);
    if (!entry || !role || !text(entry.email) || !text(entry.password)) return [];
    return [
      {
        role,
        email: entry.email,
        password: entry.password,
        fullName: text(entry.full_name) ? entry.full_name : entry.email,
      },
    ];
  });
}

/** A mail address as far as a form can tell; the rest the mail itself proves. */
export const looksLikeEmail = (value: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim());
export const looksLikeCode = (value: string): boolean => /^\d{6}$/.test(value.replaceAll(/\s/g, ''));
