import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { Handler } from './handler.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};
const isText = (type: string) => /^(text|application\/(json|manifest))|svg/.test(type);

const brotli = promisify<zlib.InputType, zlib.BrotliOptions, Buffer>(zlib.brotliCompress);
const gzip = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.gzip);

interface Asset {
  body: Buffer;
  type: string;
  etag: string;
  packed: Map<string, Promise<Buffer>>;
}

/** Everything from our own origin, styles also inline (Mantine and FullCalendar set them), no plugins, no framing. */
export function contentSecurityPolicy(html: string, host: string): string {
  const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, code]) =>
      `'sha256-${createHash('sha256')
        .update(code ?? '')
        .digest('base64')}'`,
  );
  return [
    "default-src 'self'",
    `script-src ${["'self'", ...inline].join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self' ws://${host}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(self), geolocation=()',
};

/** Vite puts a hash of the content in the names under /assets/: such a file never changes. */
const cacheFor = (name: string) => (name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');

/**
 * Serves a built web app from memory (it is small, and its folder may be replaced meanwhile): hashed assets for ever,
 * everything else revalidated, compressed on first demand, and index.html for every path that is not a file, because
 * the web app has its own routes.
 */
export function staticFiles(root: string): Handler {
  const assets = new Map<string, Asset>();
  for (const entry of fs.readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const body = fs.readFileSync(file);
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    assets.set(`/${path.relative(root, file).split(path.sep).join('/')}`, { body, type, etag, packed: new Map() });
  }

  function pack(asset: Asset, encoding: string): Promise<Buffer> {
    let packed = asset.packed.get(encoding);
    if (!packed) {
      packed =
        encoding === 'br'
          ? brotli(asset.body, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5 } })
          : gzip(asset.body, { level: 6 });
      asset.packed.set(encoding, packed);
    }
    return packed;
  }

  return async (request, response) => {
    let name: string;
    try {
      name = path.posix.normalize(decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/'));
    } catch {
      response.writeHead(400).end();
      return;
    }
    const wanted = name.endsWith('/') ? '/index.html' : name;
    let asset = assets.get(wanted);
    if (!asset && !path.posix.extname(wanted)) asset = assets.get('/index.html');
    if (!asset) {
      response.writeHead(404, { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
      return;
    }
    const headers: Record<string, string> = {
      ...SECURITY_HEADERS,
      'content-type': asset.type,
      'cache-control': cacheFor(name),
      etag: asset.etag,
    };
    if (asset.type.startsWith('text/html')) {
      headers['content-security-policy'] = contentSecurityPolicy(asset.body.toString(), request.headers.host ?? '');
    }
    if (request.headers['if-none-match'] === asset.etag) {
      response.writeHead(304, headers).end();
      return;
    }
    let body = asset.body;
    if (isText(asset.type) && body.length > 1024) {
      headers.vary = 'accept-encoding';
      const accepted = String(request.headers['accept-encoding'] ?? '');
      const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
      if (encoding) {
        body = await pack(asset, encoding);
        headers['content-encoding'] = encoding;
      }
    }
    response.writeHead(200, { ...headers, 'content-length': String(body.length) });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}
