import { describe, expect, test } from 'vitest';
import { cssVariables, dark, light, type Palette } from './tokens.ts';

/** WCAG 2.2 relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const channel = (index: number) => {
    const value = Number.parseInt(hex.slice(1 + 2 * index, 3 + 2 * index), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2);
}
function contrast(a: string, b: string): number {
  const [dim = 0, bright = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (bright + 0.05) / (dim + 0.05);
}

test('the ratio itself is right at both ends', () => {
  expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#FFFFFF')).toBeCloseTo(4.48, 2);
});

describe.each([
  ['light', light],
  ['dark', dark],
] as [string, Palette][])('%s theme', (_name, palette) => {
  const { surface, page, closedHours, status } = palette;

  test.each(Object.entries(status))(
    '%s: text at least 7:1 on its own background, bar at least 3:1',
    (_status, colours) => {
      expect(contrast(colours.text, colours.background)).toBeGreaterThanOrEqual(7);
      expect(contrast(colours.bar, surface)).toBeGreaterThanOrEqual(3);
    },
  );
  test.each([surface, page])('ink is at least 7:1, quiet ink, accent and danger at least 4.5:1 on %s', (ground) => {
    expect(contrast(palette.ink, ground)).toBeGreaterThanOrEqual(7);
    expect(contrast(palette.quietInk, ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.accent, ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.danger, ground)).toBeGreaterThanOrEqual(4.5);
  });
  test('words on filled controls are at least 4.5:1, also while pointed at', () => {
    expect(contrast(palette.onAccent, palette.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.onAccent, palette.accentHover)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.onDanger, palette.danger)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.accent, palette.accentWash)).toBeGreaterThanOrEqual(4.5);
  });
  test('edges of fields, the focus ring and the now line are at least 3:1', () => {
    for (const ground of [surface, page]) {
      expect(contrast(palette.fieldBorder, ground)).toBeGreaterThanOrEqual(3);
      expect(contrast(palette.focus, ground)).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(palette.now, surface)).toBeGreaterThanOrEqual(3);
    expect(contrast(palette.now, closedHours)).toBeGreaterThanOrEqual(3);
  });
});

test('both themes fill the same variables', () => {
  expect(Object.keys(cssVariables(dark))).toEqual(Object.keys(cssVariables(light)));
  expect(cssVariables(light)['--cs-status-in-progress-bar']).toBe('#1D4ED8');
});
