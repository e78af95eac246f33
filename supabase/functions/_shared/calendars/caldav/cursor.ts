/** Cursors and pages as strings: everything a next pull needs, so that any process can go on. */
import { z } from 'zod';
import { CursorExpired } from '../../http/outside.ts';

/**
 * Where a pull ended. With sync-collection the server's token; without it the ctag and all etags by the name of the object
 * within the calendar, since such a server does not tell what was deleted (some 60 bytes for each object).
 */
const cursorSchema = z.union([
  z.object({ token: z.string() }),
  z.object({ ctag: z.string().nullable(), etags: z.record(z.string(), z.string().nullable()) }),
]);
export type Cursor = z.infer<typeof cursorSchema>;

/** What is left of a pull: objects to fetch, then, where the server stopped early, more from its token. */
const pageSchema = z.object({ cursor: cursorSchema, more: z.boolean(), hrefs: z.array(z.string()) });
export type Rest = z.infer<typeof pageSchema>;

export const writeCursor = (cursor: Cursor): string => JSON.stringify(cursor);
export const writePage = (rest: Rest): string => JSON.stringify(rest);
export const readCursor = (text: string): Cursor => read(text, cursorSchema);
export const readPage = (text: string): Rest => read(text, pageSchema);

function read<T>(text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CursorExpired('CalDAV: a cursor of an older version', cause);
  }
}
