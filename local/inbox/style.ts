/** The look of the inbox: the colours of the web app, for a phone first, without anything to load. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f7; --surface: #fff; --ink: #1b2430; --quiet: #56616f; --line: #d5dade; --accent: #0f766e;
  --on-accent: #fff; --out: #e8eaed; --in: #dcf3ef; --focus: #1d4ed8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1317; --surface: #14181d; --ink: #e8ecf0; --quiet: #a3aebb; --line: #333b44; --accent: #3bb8ac;
    --on-accent: #0f1317; --out: #2a2f36; --in: #123b38; --focus: #8ab4ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 16px 16px 64px; }
h1 { font-size: 22px; margin: 0; }
h2 { font-size: 16px; margin: 0; overflow-wrap: anywhere; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
header p { margin: 0; color: var(--quiet); }
.links { margin-bottom: 4px; }
nav ul, .links, .files, .replies { display: flex; flex-wrap: wrap; gap: 8px; list-style: none; margin: 0; padding: 0; }
nav a, .files a, .links a {
  display: inline-flex; align-items: center; min-height: 44px;
}
nav a { padding: 0 14px; border: 1px solid var(--line); border-radius: 6px; background: var(--surface); color: var(--ink); text-decoration: none; }
nav a[aria-current] { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; }
form { margin: 12px 0 0; }
.row { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; }
label { display: block; color: var(--quiet); font-size: 14px; }
.field { flex: 1 1 12rem; min-width: 0; }
select, input, button { font: inherit; min-height: 44px; border-radius: 6px; border: 1px solid var(--quiet); background: var(--surface); color: var(--ink); padding: 0 12px; }
select, input { width: 100%; }
button { min-width: 44px; cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
article { background: var(--surface); border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px 16px; margin-top: 12px; }
.meta { display: flex; flex-wrap: wrap; gap: 0 12px; margin: 0 0 4px; color: var(--quiet); font-size: 14px; }
.meta span { overflow-wrap: anywhere; }
.kind { font-weight: 600; color: var(--ink); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 8px 0 0; }
.files, .links { gap: 0 16px; }
.files { margin: 4px 0 -8px; }
ol { list-style: none; margin: 12px 0 0; padding: 0; display: grid; gap: 8px; }
ol li { max-width: 85%; padding: 8px 12px; border-radius: 6px; background: var(--out); justify-self: start; overflow-wrap: anywhere; }
ol li.in { background: var(--in); justify-self: end; }
ol li p { margin: 0; white-space: pre-wrap; }
ol li .meta { margin: 4px 0 0; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
