/**
 * `node --import tsx scripts/icons.ts`: draws the icons that phones want as pictures from public/icon.svg, with
 * Chromium. Run it after changing the drawing; the pictures are committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { launchBrowser } from '../tests/support/browser.ts';

interface Icon {
  file: string;
  size: number;
  /** Phones cut these to a shape of their own: colour up to the edges, the sign within the safe circle. */
  bleed?: boolean;
}
const icons: Icon[] = [
  { file: 'icon-192.png', size: 192 },
  { file: 'icon-512.png', size: 512 },
  { file: 'icon-maskable-512.png', size: 512, bleed: true },
  { file: 'apple-touch-icon.png', size: 180, bleed: true },
];

const drawing = readFileSync('public/icon.svg', 'utf8');
const background = /<rect[^>]*fill="(#[0-9a-f]{6})"/.exec(drawing)?.[1];
if (!background) throw new Error('public/icon.svg has no background rectangle with a colour');

const browser = await launchBrowser();
try {
  const page = await browser.newPage({ deviceScaleFactor: 1 });
  for (const { file, size, bleed } of icons) {
    await page.setViewportSize({ width: size, height: size });
    const width = bleed ? Math.round(size * 0.8) : size;
    await page.setContent(
      `<style>html,body{margin:0;height:100%;background:${bleed ? background : 'transparent'}}body{display:grid;place-items:center}svg{display:block;width:${width}px;height:${width}px}</style>${drawing}`,
    );
    writeFileSync(`public/${file}`, await page.screenshot({ omitBackground: true }));
    console.log(`public/${file} ${size}×${size}`);
  }
} finally {
  await browser.close();
}
