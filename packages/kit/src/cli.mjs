#!/usr/bin/env node
// @ts-check
import { main, Problem } from '../../../scripts/lib/problem.mjs';
import { packages, packagesOf } from './declared.mjs';
import { outputsOf, textOf } from './entries.mjs';
import { checkConfigs, checkManifest, writeManifests } from './manifest.mjs';

const USAGE = `usage: npm run kit                            write what foreign tools read
       npm run kit -- --check                 compare it
       npm run kit -- build [PACKAGE…]        build dist
       npm run kit -- show PACKAGE [RUNTIME]  print the entries, which are in no file`;

await main(async () => {
  const [command, ...words] = process.argv.slice(2);
  if (command === undefined) return writeManifests();
  if (command === 'build') return (await import('./bundle.mjs')).buildPackages(packagesOf(words));
  if (command === 'show' && words.length > 0) return show(words);
  if (command !== '--check' || words.length > 0) throw new Problem(USAGE);
  for (const pkg of packages.values()) checkManifest(pkg);
  checkConfigs();
});

/** @param {readonly string[]} words */
function show([name = '', runtime]) {
  for (const pkg of packagesOf([name])) {
    for (const output of outputsOf(pkg).filter((each) => runtime === undefined || each.runtime === runtime)) {
      const text = output.runtime ? textOf(pkg, output.from) : `export * from '${output.from}';\n`;
      console.log(`// dist/${output.file}.js\n${text}`);
      for (const [load] of text.matchAll(/fedzk:load\/[^']+/g)) console.log(`// ${load}\n${textOf(pkg, load)}`);
    }
  }
}
