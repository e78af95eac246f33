import { beforeEach, expect, test } from 'vitest';
import { chosenLanguage, rememberLanguage, toLanguage } from './language.ts';

beforeEach(() => localStorage.clear());

test('a regional variant is its language; what the app does not speak is nothing', () => {
  expect(toLanguage('es-MX')).toBe('es');
  expect(toLanguage('AR')).toBe('ar');
  expect(toLanguage('fr-FR')).toBeUndefined();
  expect(toLanguage(null)).toBeUndefined();
});

test('the first language of the browser that the app speaks wins, unless one was chosen on this device', () => {
  expect(chosenLanguage(['fr-FR', 'es-ES', 'en'])).toBe('es');
  expect(chosenLanguage(['fr'])).toBe('en');
  rememberLanguage('ar');
  expect(chosenLanguage(['es'])).toBe('ar');
});
