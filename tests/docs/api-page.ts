/** Reads docs/api.md: its shell commands, and what it says of each function. */

interface DocumentedArgument {
  name: string;
  type: string;
  optional: boolean;
}

export interface DocumentedFunction {
  name: string;
  arguments: DocumentedArgument[];
  errors: string[];
}

/** All `sh` blocks of a page, in order, as one script: a later block uses the variables of an earlier one. */
export const shellCommands = (text: string): string =>
  [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map((block) => block[1]).join('\n');

/** Each section `### \`name\`` with its table of arguments and its sentence "Errors: …". */
export function documentedFunctions(text: string): DocumentedFunction[] {
  return text
    .split(/^(?=#{2,3} )/m)
    .flatMap((section) => {
      const name = /^### `(\w+)`/.exec(section)?.[1];
      return name ? [{ name, section }] : [];
    })
    .map(({ name, section }) => ({
      name,
      arguments: [...section.matchAll(/^\| `(\w+)` \| ([a-z[\]]+)(, optional)? \|/gm)].map((row) => ({
        name: row[1] ?? '',
        type: row[2] ?? '',
        optional: row[3] !== undefined,
      })),
      // The sentence ends with the first full stop or semicolon.
      errors: [...(/Errors:([^.;]*)/.exec(section)?.[1] ?? '').matchAll(/`(\w+)`/g)].map((match) => match[1] ?? ''),
    }));
}
