// Makes programs of every declared `exercise`, beside those of programs/, where the packages are installed.
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { entries, tested } from './packages.js';

const exercised = tested.flatMap(({ declared, manifest }) =>
  declared.exercise === undefined
    ? []
    : [{ name: declared.name, imported: manifest.name, path: join(declared.dir, declared.exercise) }],
);

/** Writes the scripts that programs/ has as empty files. */
export async function writeExercises(into: string): Promise<void> {
  const lines = exercised.map(({ name, imported }) => ({
    'exercised.js': `export * as ${name} from '${imported}';\n`,
    'exercised.cjs': `exports.${name} = require('${imported}');\n`,
    'exercises.js': `export { exercise as ${name} } from './exercise-${name}.js';\n`,
  }));
  for (const file of ['exercised.js', 'exercised.cjs', 'exercises.js'] as const) {
    if (lines.length > 0) await writeFile(join(into, file), lines.map((each) => each[file]).join(''));
  }
  const all = entries.map((entry) => `exports['${entry}'] = require('${entry}');\n`);
  await writeFile(join(into, 'entries.cjs'), all.join(''));
  for (const { name, path } of exercised) await copyFile(path, join(into, `exercise-${name}.js`));
}

/** Collects the `expected` of each exercise. */
export const expectedOfExercises: readonly { readonly name: string; readonly seen: unknown }[] = await Promise.all(
  exercised.map(async ({ name, path }) => {
    const { expected } = (await import(pathToFileURL(path).href)) as { readonly expected: unknown };
    return { name, seen: expected };
  }),
);
