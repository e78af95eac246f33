import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers one request of the front. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
