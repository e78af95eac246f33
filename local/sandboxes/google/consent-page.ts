import type { Account } from './state.ts';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const safe = (text: string) => text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? '');

const names: Record<string, string> = {
  'https://www.googleapis.com/auth/calendar.events': 'View and edit events on all your calendars',
  'https://www.googleapis.com/auth/calendar.calendarlist.readonly': 'See the list of your calendars',
};

/** What a person sees: which account, what is asked for, yes or no. A plain form, without scripts. */
export function consentPage(accounts: Account[], query: URLSearchParams): string {
  const answered = ['login_hint', 'consent', 'granted'];
  const kept = [...query]
    .filter(([name]) => !answered.includes(name))
    .map(([name, value]) => `<input type="hidden" name="${safe(name)}" value="${safe(value)}">`);
  const hinted = Math.max(
    0,
    accounts.findIndex(({ email }) => email === query.get('login_hint')),
  );
  const choices = accounts.map(({ email }, i) => {
    const isChosen = i === hinted;
    return `<label><input type="radio" name="login_hint" value="${safe(email)}"${isChosen ? ' checked' : ''}> ${safe(email)}</label>`;
  });
  const asked = (query.get('scope') ?? '').split(' ').filter(Boolean);
  const scopes = asked.map((scope) => {
    const name = names[scope];
    return name
      ? `<label><input type="checkbox" name="granted" value="${safe(scope)}" checked> ${name}</label>`
      : `<input type="hidden" name="granted" value="${safe(scope)}">`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in with the Google sandbox</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; color: #1f2328; background: #fff }
fieldset { border: 1px solid #767676; border-radius: .5rem; margin: 1rem 0; padding: .75rem 1rem }
label { display: block; padding: .25rem 0 }
button { font: inherit; padding: .5rem 1.25rem; margin-right: .5rem; border: 1px solid #0b57d0; border-radius: .5rem; background: #fff; color: #0b57d0 }
button[value=allow] { background: #0b57d0; color: #fff }
</style>
</head>
<body>
<main>
<h1>Connect your calendar</h1>
<p>This is a sandbox on this computer, not Google. Nothing leaves it.</p>
<form method="get" action="">
${kept.join('\n')}
<fieldset><legend>Account</legend>${choices.join('\n')}</fieldset>
<fieldset><legend>Careslot wants to</legend>${scopes.join('\n')}</fieldset>
<button name="consent" value="allow">Allow</button>
<button name="consent" value="deny">Cancel</button>
</form>
</main>
</body>
</html>
`;
}
