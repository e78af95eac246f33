/** Weighs a built web app by the manifest that Vite writes. Knows files only through `sizeOf`. */
import type { Part } from './budget-table.ts';

export interface ManifestChunk {
  file: string;
  src?: string;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
}
export type Manifest = Record<string, ManifestChunk>;

export interface Weight {
  part: Part;
  /** kB of gzip beyond the parts before it. */
  script: number;
  style: number;
  /** The files it adds, biggest first. */
  files: { file: string; kB: number }[];
}

/** The files a browser fetches for these modules and everything they import statically. */
export function filesOf(manifest: Manifest, modules: readonly string[]): Set<string> {
  const files = new Set<string>();
  const seen = new Set<string>();
  const visit = (key: string) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    if (!chunk) throw new Error(`the build has no ${key}: has it been moved, or become part of another chunk?`);
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const module of modules) visit(module);
  return files;
}

export function weigh(manifest: Manifest, parts: readonly Part[], sizeOf: (file: string) => number): Weight[] {
  const all = new Map(parts.map((part) => [part.name, filesOf(manifest, part.modules)]));
  return parts.map((part) => {
    const there = new Set(part.after.flatMap((name) => [...(all.get(name) ?? [])]));
    const files = [...(all.get(part.name) ?? [])]
      .filter((file) => !there.has(file))
      .map((file) => ({ file, kB: sizeOf(file) / 1000 }))
      .sort((a, b) => b.kB - a.kB);
    const sum = (ending: string) =>
      files.filter(({ file }) => file.endsWith(ending)).reduce((total, { kB }) => total + kB, 0);
    return { part, script: sum('.js'), style: sum('.css'), files };
  });
}

export function overweight(weights: readonly Weight[]): string[] {
  return weights.flatMap(({ part, script, style }) => [
    ...(script > part.script ? [`${part.name}: ${script.toFixed(1)} kB of script, allowed are ${part.script}`] : []),
    ...(part.style !== undefined && style > part.style
      ? [`${part.name}: ${style.toFixed(1)} kB of style, allowed are ${part.style}`]
      : []),
  ]);
}

/**
 * Of modules that are needed one after the other: those that come along with an earlier one. The other way round is
 * fine, because what came first is there already.
 */
export function notSeparate(manifest: Manifest, modules: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(modules);
  return entries.flatMap(([name, module], index) => {
    const files = filesOf(manifest, [module]);
    return entries
      .slice(index + 1)
      .filter(([, later]) => files.has(manifest[later]?.file ?? ''))
      .map(([later]) => `${later} comes along with ${name}`);
  });
}

/** Big libraries in the code of these files. `modulesIn` answers which modules a file was made of. */
export function tooEarly(
  files: Iterable<string>,
  modulesIn: (file: string) => readonly string[],
  libraries: readonly string[],
): string[] {
  return [...files].flatMap((file) =>
    libraries
      .filter((library) => modulesIn(file).some((module) => module.includes(`/node_modules/${library}`)))
      .map((library) => `${library} is fetched at the start (${file})`),
  );
}

export function table(weights: readonly Weight[]): string {
  const kB = (value: number) => value.toFixed(1).padStart(7);
  const rows = weights.map(
    ({ part, script, style }) =>
      `${part.name.padEnd(16)}${kB(script)}${kB(part.script)}${kB(style)}${part.style === undefined ? '' : kB(part.style)}`,
  );
  return [`${''.padEnd(16)} script  limit  style  limit   kB of gzip`, ...rows].join('\n');
}
