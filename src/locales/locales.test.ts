import { describe, expect, test } from 'vitest';
import { languages } from '../lib/language.ts';

type Texts = { [key: string]: string | Texts };
const files = import.meta.glob<Texts>('./*/*.json', { eager: true, import: 'default' });
const texts = (language: string, namespace: string): Texts => files[`./${language}/${namespace}.json`] ?? {};
const namespaces = Object.keys(files).flatMap((file) => /^\.\/en\/(.*)\.json$/.exec(file)?.[1] ?? []);

const plural = /_(zero|one|two|few|many|other)$/;

function flat(tree: Texts, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : flat(value, `${prefix}${key}.`),
  );
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1] ?? '').sort();

/** Which forms a count takes in a language; English texts may add _zero, which i18next asks for by itself. */
const forms = (language: string) => new Intl.PluralRules(language).resolvedOptions().pluralCategories;

describe.each(languages.filter((language) => language !== 'en'))('texts in %s', (language) => {
  test.each(namespaces)('%s says everything that English says, and nothing else', (namespace) => {
    const english = flat(texts('en', namespace));
    const counted = new Set(english.filter(([key]) => plural.test(key)).map(([key]) => key.replace(plural, '')));
    const expected = new Set<string>();
    for (const [key] of english) {
      const base = key.replace(plural, '');
      if (!counted.has(base)) expected.add(key);
      else for (const form of forms(language)) expected.add(`${base}_${form}`);
    }
    const own = flat(texts(language, namespace)).map(([key]) => key);
    // A text for none at all is welcome wherever English has one or the language has none of its own.
    const optional = new Set([...counted].map((base) => `${base}_zero`));
    expect(own.filter((key) => !optional.has(key)).sort()).toEqual(
      [...expected].filter((key) => !optional.has(key)).sort(),
    );
  });

  test.each(namespaces)('%s uses the same placeholders', (namespace) => {
    const english = flat(texts('en', namespace));
    for (const [key, text] of flat(texts(language, namespace))) {
      const base = key.replace(plural, '');
      const known = new Set(
        english.filter(([k]) => k === key || k.replace(plural, '') === base).flatMap(([, v]) => placeholders(v)),
      );
      const needed = english.find(([k]) => k === key || k === `${base}_other`)?.[1] ?? '';
      const used = placeholders(text);
      expect(
        used.filter((name) => !known.has(name)),
        `${key}: unknown placeholders`,
      ).toEqual([]);
      // One, two and none may be written out as words; the general form may not lose its number.
      if (!/_(zero|one|two)$/.test(key)) expect(used, key).toEqual(placeholders(needed));
    }
  });
});
