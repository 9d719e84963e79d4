// Builds programs for separate processes: the bench's TypeScript as plain JavaScript that imports
// the packages.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/**
 * Creates a folder for programs, which the caller removes. It is below bench/, so that the packages
 * are found.
 */
export function programFolder(name: string): string {
  const dir = fileURLToPath(new URL(`../node_modules/.${name}`, import.meta.url));
  mkdirSync(dir, { recursive: true });
  return dir;
}

/** Writes a program from a file or from a text. */
export async function writeProgram(source: URL | NonNullable<BuildOptions['stdin']>, outfile: string): Promise<void> {
  await build({
    ...(source instanceof URL ? { entryPoints: [fileURLToPath(source)] } : { stdin: source }),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    outfile,
  });
}
