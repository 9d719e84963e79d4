#!/usr/bin/env node
// @ts-check
// npm run kit: what foreign tools read; -- --check compares it; -- build [PACKAGE…]; -- sizes [PACKAGE…]; -- show PACKAGE [RUNTIME]
import { KitError, packages } from './declared.mjs';
import { outputsOf, textOf } from './entries.mjs';
import { checkConfigs, checkManifest, writeManifests } from './manifest.mjs';

const USAGE = `usage: npm run kit [-- --check]
       npm run kit -- build [PACKAGE…]
       npm run kit -- sizes [PACKAGE…]
       npm run kit -- show PACKAGE [RUNTIME]`;

const [command = '', ...words] = process.argv.slice(2);
try {
  await run();
} catch (error) {
  if (!(error instanceof KitError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function run() {
  if (command === '' && words.length === 0) return writeManifests();
  if (command === '--check' && words.length === 0) {
    for (const pkg of packages.values()) checkManifest(pkg);
    return checkConfigs();
  }
  if (command === 'build') return (await import('./bundle.mjs')).buildPackages(named(words));
  if (command === 'sizes') return (await import('./sizes.mjs')).checkSizes(named(words));
  if (command === 'show' && words.length > 0) return show(words);
  throw new KitError(USAGE);
}

/** @param {readonly string[]} names @returns {import('./declared.mjs').Declared[]} all where there are none */
function named(names) {
  return (names.length === 0 ? [...packages.keys()] : names).map((name) => {
    const pkg = packages.get(name);
    if (pkg === undefined)
      throw new KitError(`There is no package "${name}"; there are ${[...packages.keys()].join(', ')}.`);
    return pkg;
  });
}

/** @param {readonly string[]} words */
function show([name = '', runtime]) {
  for (const pkg of named([name])) {
    for (const output of outputsOf(pkg).filter((each) => runtime === undefined || each.runtime === runtime)) {
      console.log(`// dist/${output.file}.js`);
      const text = output.from.startsWith('fedzk:')
        ? textOf(pkg, output.from)
        : `export * from './${output.source}';\n`;
      console.log(text);
      for (const [, load = ''] of text.matchAll(/'(fedzk:load\/[^']+)'/g))
        console.log(`// ${load}\n${textOf(pkg, load)}`);
    }
  }
}
