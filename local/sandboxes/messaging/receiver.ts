/** Somebody who is called by a stand-in, in place of the application: for tests. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  path: string;
  headers: Headers;
  body: string;
}

export interface Receiver {
  url: string;
  requests(): Received[];
  /** What is answered from now on; 204 without contents at first. */
  answer(status: number, body?: string): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const requests: Received[] = [];
  let [status, content] = [204, ''];
  const server = http.createServer((request, response) => {
    text(request).then(
      (body) => {
        requests.push({
          path: request.url ?? '',
          headers: new Headers(request.headers as Record<string, string>),
          body,
        });
        response.writeHead(status, { 'content-type': 'text/xml' }).end(content);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => [...requests],
    answer: (next, body = '') => {
      [status, content] = [next, body];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
