/** The page on which a person lets an app in: plain HTML that works with keyboard and screen reader. */
interface Consent {
  accounts: { email: string; name: string }[];
  chosen: string | null;
  scopes: string[];
  /** What was asked for, to be asked again together with the answer. */
  query: URLSearchParams;
}

const wording: Record<string, string> = {
  'calendars.readwrite': 'Have full access to your calendars',
  'calendars.read': 'Read your calendars',
  'user.read': 'Sign you in and read your profile',
  offline_access: 'Maintain access to data you have given it access to',
  openid: 'Sign you in',
  email: 'View your email address',
  profile: 'View your basic profile',
};

const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)};`);

const short = (scope: string) => scope.replace(/^https:\/\/graph\.microsoft\.com\//i, '').toLowerCase();

const frame = (title: string, main: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>body{font:16px/1.5 "Segoe UI",system-ui,sans-serif;background:#f2f2f2;color:#1b1b1b;margin:0}
main{max-width:26rem;margin:8vh auto;padding:2rem;background:#fff;box-shadow:0 2px 6px #0003}h1{font-size:1.5rem}
fieldset{border:1px solid #767676;margin:0 0 1rem}label{display:block;padding:.4rem}
button{font:inherit;min-width:7rem;padding:.5rem 1rem;border:1px solid #0067b8;background:#fff;color:#004e8c}
button[value=allow]{background:#0067b8;color:#fff}:focus-visible{outline:3px solid #1b1b1b;outline-offset:2px}
p.note{color:#595959}</style></head><body><main>${main}</main></body></html>`;

/** Its form asks the same again, with `login_hint` and `consent` answered. */
export function consentPage({ accounts, chosen, scopes, query }: Consent): string {
  const hidden = [...query]
    .filter(([name]) => name !== 'login_hint')
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
    .join('');
  const selected = accounts.find((a) => a.email === chosen) ?? accounts[0];
  const choices = accounts
    .map(
      ({ email, name }) =>
        `<label><input type="radio" name="login_hint" value="${escaped(email)}"${email === selected?.email ? ' checked' : ''}> ${escaped(name)} (${escaped(email)})</label>`,
    )
    .join('');
  const wanted = scopes.map((scope) => `<li>${escaped(wording[short(scope)] ?? scope)}</li>`).join('');
  return frame(
    'Permissions requested',
    `<p class="note">Microsoft sandbox on this computer</p><h1>Permissions requested</h1>
<form method="get">${hidden}<fieldset><legend>Account</legend>${choices}</fieldset>
<p>This app would like to:</p><ul>${wanted}</ul>
<button name="consent" value="allow">Accept</button> <button name="consent" value="deny">Cancel</button></form>`,
  );
}

export function refusalPage(text: string): string {
  return frame('Sign in', `<h1>Sorry, but we’re having trouble signing you in.</h1><p>${escaped(text)}</p>`);
}
