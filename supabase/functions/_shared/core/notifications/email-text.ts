import { factsOf } from './email-facts.ts';
import type { Links } from './links.ts';
import type { Message } from './message.ts';

/** Everything that the HTML says, with every address written out. */
export function emailText(message: Message, { preferences }: Links): string {
  const { title, lead, words, actions, change, preparation, more, footer } = message;
  const facts = factsOf(message).map(({ label, value }) => `${label}: ${value}`);
  const links = actions.map(({ name, href }) => `${words.actions[name]}:\n${href}`);
  const blocks = [
    title,
    lead,
    facts.join('\n'),
    ...links,
    [more, change, preparation].filter((line) => line !== null).join('\n'),
    `-- \n${footer}\n${words.settings}:\n${preferences}`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
