/** The look of the phone: the colours of the web app, a small screen first, nothing to load. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f7; --surface: #fff; --ink: #1b2430; --quiet: #56616f; --line: #d5dade; --accent: #0f766e;
  --on-accent: #fff; --wrong: #b91c1c; --focus: #1d4ed8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1317; --surface: #14181d; --ink: #e8ecf0; --quiet: #a3aebb; --line: #333b44; --accent: #3bb8ac;
    --on-accent: #0f1317; --wrong: #fbb4b4; --focus: #8ab4ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 16px 16px 64px; }
h1 { font-size: 22px; margin: 0; }
h2 { font-size: 16px; margin: 0; }
h3 { font-size: 14px; font-weight: 600; margin: 16px 0 4px; color: var(--quiet); }
p { margin: 0; }
a { color: var(--accent); display: inline-flex; align-items: center; min-height: 44px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.quiet { color: var(--quiet); font-size: 14px; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 6px; padding: 16px; margin-top: 16px; }
section form, section .buttons { margin-top: 8px; }
.fields { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; align-items: end; }
.wide { grid-column: 1 / -1; }
@media (min-width: 40rem) { .fields { grid-template-columns: repeat(4, minmax(0, 1fr)); } }
label { display: block; color: var(--quiet); font-size: 14px; }
.checks { display: flex; flex-wrap: wrap; gap: 0 24px; margin: 8px 0; }
.checks label { display: flex; align-items: center; gap: 8px; min-height: 44px; color: var(--ink); font-size: 16px; }
.checks input { width: 20px; min-height: 20px; }
select, input, button {
  font: inherit; width: 100%; min-height: 44px; border-radius: 6px; border: 1px solid var(--quiet);
  background: var(--surface); color: var(--ink); padding: 0 12px;
}
button { cursor: pointer; }
button.main { width: auto; background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; padding: 0 20px; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; }
.buttons form { margin: 0; }
.events { list-style: none; margin: 0; padding: 0; }
.events > li { border-top: 1px solid var(--line); padding: 8px 0 0; }
.event { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: 8px; overflow-wrap: anywhere; }
.time { font-variant-numeric: tabular-nums; }
.title { font-weight: 600; }
.off .title { text-decoration: line-through; }
.signs { padding-inline-start: calc(7.5rem + 8px); color: var(--quiet); font-size: 14px; }
.sign + .sign::before { content: "· "; }
summary { min-height: 44px; display: flex; align-items: center; cursor: pointer; color: var(--accent); width: fit-content; padding-inline-start: calc(7.5rem + 8px); }
details[open] { padding-bottom: 12px; }
.note { margin-top: 16px; padding: 8px 12px; border: 1px solid var(--accent); border-radius: 6px; background: var(--surface); }
.wrong { border-color: var(--wrong); color: var(--wrong); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
