import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The surroundings of a run that affect its figures. */
export interface Environment {
  readonly date: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  /** Load of the last minute when the run began. Above about 0.5, other programs were running. */
  readonly loadBefore: number;
}

export function environment(): Environment {
  return {
    date: new Date().toISOString().slice(0, 10),
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}

/**
 * Returns the version of an installed package, or of a crate that a peer depends on. It looks up
 * the package's file, since not all packages let their package.json be imported.
 */
export function versionOf(name: string): string {
  const lookUp = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const folder of lookUp) {
    const file = join(folder, name, 'package.json');
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  for (const peer of ['ark', 'rustcrypto', 'prio']) {
    const crates = readFileSync(new URL(`../peers/${peer}/Cargo.lock`, import.meta.url), 'utf8');
    const [, version] = crates.match(new RegExp(`^name = "${name}"\\nversion = "(.+)"$`, 'm')) ?? [];
    if (version !== undefined) return version;
  }
  throw new Error(`"${name}" is not installed`);
}

export function versionsOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries([...new Set(names)].map((name) => [name, versionOf(name)]));
}

/** Writes record/<name>.json. Returns the path. */
export function writeRecord(name: string, content: unknown): string {
  const file = fileURLToPath(new URL(`../record/${name}.json`, import.meta.url));
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  return `bench/record/${name}.json`;
}

/**
 * Rounds each number in a record to this many digits after the point. More digits would be noise.
 */
export function rounded<T extends object>(value: T, digits: number = 3): T {
  return JSON.parse(
    JSON.stringify(value, (_, entry: unknown) => (typeof entry === 'number' ? Number(entry.toFixed(digits)) : entry)),
  ) as T;
}
