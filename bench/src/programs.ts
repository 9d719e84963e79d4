// Programs of processes of their own: TypeScript of the bench's as plain JavaScript, with the packages as imports.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/** A folder for them, which its user removes: beneath bench/, so that the packages are found. */
export function programFolder(name: string): string {
  const dir = fileURLToPath(new URL(`../node_modules/.${name}`, import.meta.url));
  mkdirSync(dir, { recursive: true });
  return dir;
}

/** Writes a program, of a file or of a text. */
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
