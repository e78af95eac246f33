import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentSecurityPolicy, staticFiles } from './static-files.ts';

const html = '<!doctype html><title>App</title><script>start()</script><script src="/assets/app-1.js"></script>';
const script = `console.log(${JSON.stringify('x'.repeat(5000))});`;
let folder: string;
let server: http.Server;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'careslot-static-'));
  mkdirSync(path.join(folder, 'site/assets'), { recursive: true });
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  writeFileSync(path.join(folder, 'site/index.html'), html);
  writeFileSync(path.join(folder, 'site/icon.svg'), '<svg/>');
  writeFileSync(path.join(folder, 'site/assets/app-1.js'), script);
  const serve = staticFiles(path.join(folder, 'site'));
  server = http.createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** A request whose path and encoding nobody tidies up on the way. */
function get(url: string, { method = 'GET', ...headers }: Record<string, string> = {}) {
  return new Promise<{ status?: number; headers: http.IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path: url, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          ...(response.statusCode && { status: response.statusCode }),
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    request.on('error', reject).end();
  });
}

describe('the web app', () => {
  test('is served at the root and at every route of its own, and asked for again each time', async () => {
    for (const url of ['/', '/calendar', '/visits/123?tab=notes', '/index.html']) {
      const { status, headers, body } = await get(url);
      expect({ url, status, type: headers['content-type'] }).toEqual({
        url,
        status: 200,
        type: 'text/html; charset=utf-8',
      });
      expect(body.toString()).toBe(html);
      expect(headers['cache-control']).toBe('no-cache');
    }
  });

  test('hashed assets are kept for ever', async () => {
    const { headers } = await get('/assets/app-1.js');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  test('a missing file is not the app', async () => {
    expect((await get('/assets/app-2.js')).status).toBe(404);
    expect((await get('/favicon.ico')).status).toBe(404);
  });

  test('an unchanged file is not sent again', async () => {
    const { headers } = await get('/icon.svg');
    const again = await get('/icon.svg', { 'if-none-match': String(headers.etag) });
    expect(again.status).toBe(304);
    expect(again.body).toHaveLength(0);
  });

  test('texts are compressed as the browser likes', async () => {
    const br = await get('/assets/app-1.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect(br.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(br.body).toString()).toBe(script);
    const gz = await get('/assets/app-1.js', { 'accept-encoding': 'gzip' });
    expect(gunzipSync(gz.body).toString()).toBe(script);
    expect((await get('/assets/app-1.js')).headers['content-encoding']).toBeUndefined();
    expect((await get('/icon.svg', { 'accept-encoding': 'br' })).headers['content-encoding']).toBeUndefined();
  });

  test('HEAD tells the same without the body', async () => {
    const { status, headers, body } = await get('/assets/app-1.js', { method: 'HEAD' });
    expect({ status, length: headers['content-length'], body: body.length }).toEqual({
      status: 200,
      length: String(script.length),
      body: 0,
    });
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '//../secret.txt',
  ])('nothing outside the folder is readable: %s', async (url) => {
    const { body } = await get(url);
    expect(body.toString()).not.toContain('secret');
  });

  test('a malformed address is a bad request', async () => {
    expect((await get('/%zz')).status).toBe(400);
    expect((await get('/a%00b')).status).not.toBe(500);
  });
});

test('the content security policy allows exactly the inline scripts of the page', async () => {
  const policy = contentSecurityPolicy(html, '127.0.0.1:4280');
  const { createHash } = await import('node:crypto');
  expect(policy).toContain(`script-src 'self' 'sha256-${createHash('sha256').update('start()').digest('base64')}';`);
  expect(policy).toContain("connect-src 'self' ws://127.0.0.1:4280");
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
});
