import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import common from '../../locales/en/common.json';
import comun from '../../locales/es/common.json';
import { typeName } from './type-name.ts';

beforeAll(async () => {
  await i18next.init({ lng: 'es', resources: { en: { common }, es: { common: comun } } });
});

const type = (appointment_type: string, name: string) => ({ appointment_type, name });

test('a name the practice chose is shown as it is', () => {
  expect(typeName('follow_up', [type('follow_up', 'Kontrolle')])).toBe('Kontrolle');
});

test('a name nobody changed is shown in the language of the reader', () => {
  expect(typeName('phone_call', [type('phone_call', 'Phone call')])).toBe('Llamada telefónica');
});

test('a type that is gone still reads like words', () => {
  expect(typeName('wound_care', [])).toBe('Wound care');
});
