/** One line per event on the terminal, with the part of the stack that speaks. */
export const say = (text: string) => console.log(text);
export const warn = (part: string, text: string) => console.error(`[${part}] ${text}`);
export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
