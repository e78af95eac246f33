/** Text messages with one number as on that person's phone, with a form to answer in their place. */
import { asHtml, linked, timeOf } from './html.ts';
import type { Message } from './messages.ts';

/** What a message of ours may ask for, and the words that every carrier knows. */
const answers = ['C', 'X', 'R', 'STOP', 'START', 'HELP'];

function bubble({ direction, text, at, status, repeats }: Message, origin: string): string {
  const facts = [
    timeOf(at),
    ...(status === null ? [] : [`<span>${asHtml(status)}</span>`]),
    ...(repeats > 0 ? [`<span>came ${repeats + 1} times</span>`] : []),
  ];
  const who = direction === 'in' ? 'They answered' : 'From the practice';
  return `<li class="${direction}"><span class="hidden">${who}: </span><p>${linked(text, origin)}</p>
<p class="meta">${facts.join('\n')}</p></li>`;
}

/** `messages` oldest first. */
export function conversation(number: string, messages: Message[], origin: string): string {
  const id = `n${number.replace(/\D/g, '')}`;
  const from = `<input type="hidden" name="from" value="${asHtml(number)}">`;
  const buttons = answers.map((word) => `<button name="body" value="${word}">${word}</button>`);
  return `<article aria-labelledby="${id}">
  <p class="meta"><span class="kind">Text messages</span> <span>${messages.length} with this number</span></p>
  <h2 id="${id}">${asHtml(number)}</h2>
  <ol>${messages.map((message) => bubble(message, origin)).join('\n')}</ol>
  <form action="/inbox/replies" method="post" aria-label="Quick answers from ${asHtml(number)}">${from}<div class="replies">${buttons.join('\n')}</div></form>
  <form action="/inbox/replies" method="post" class="row">${from}
    <div class="field"><label for="${id}-body">Answer as ${asHtml(number)}</label>
    <input id="${id}-body" name="body" maxlength="1600" autocomplete="off" required></div>
    <button class="main">Send</button></form>
</article>`;
}
