// @ts-check
// npm run new -- NAME: makes a package that builds, is tested in every runtime and keeps to its budget.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { updatePackages } from './lib/packages.mjs';
import { root } from './lib/paths.mjs';
import { main, Problem } from './lib/problem.mjs';
import { prepareNode } from './lib/setup.mjs';

/** The files of a package but `package.json`. @param {string} name @returns {Record<string, string>} */
const filesOf = (name) => ({
  'fedzk.package.mjs': `// @ts-check
import { definePackage } from '@fedzk/kit';

export default definePackage({
  entries: { '.': { source: 'src/index.ts' } },
  exercise: 'test/exercise.js',
  budgets: { '.': 800 },
});
`,
  'src/index.ts': `export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export { greeting } from './greeting.js';
`,
  'src/greeting.ts': `import { FedzkError } from '@fedzk/core';

/**
 * Greets somebody.
 *
 * @throws {FedzkError} \`invalid-argument\`
 * @example
 * \`\`\`ts
 * greeting('Ada'); // 'Hello, Ada.'
 * \`\`\`
 */
export function greeting(name: string): string {
  if (typeof name === 'string' && name !== '') return \`Hello, \${name}.\`;
  throw new FedzkError('invalid-argument', '"name" expected a text that is not empty.');
}
`,
  'test/greeting.test.ts': `import { greeting } from '@fedzk/${name}';
import { expect, it } from 'vitest';

it('greets', () => {
  expect(greeting('Ada')).toBe('Hello, Ada.');
});

it.each([undefined, 1, ''])('refuses %j', (given) => {
  expect(() => greeting(given as never)).toThrow('"name" expected a text');
});
`,
  'test/exercise.js': `// What the packaging tests do with the package in every runtime, and what it has to see.

/** @param {typeof import('@fedzk/${name}')} entry */
export const exercise = ({ greeting }) => greeting('Ada');

export const expected = 'Hello, Ada.';
`,
  'test/consumer.ts': `// A user's program that imports every public name; the packaging tests compile it, and compare the names.
import { FedzkError, type FedzkErrorCode, greeting } from '@fedzk/${name}';

export const code: FedzkErrorCode = new FedzkError('invalid-argument', greeting('Ada')).code;
`,
  'README.md': `# @fedzk/${name}

Greets people.

\`\`\`js
import { greeting } from '@fedzk/${name}';

console.log(greeting('Ada')); // Hello, Ada.
\`\`\`

## Errors

\`FedzkError\` with the code \`invalid-argument\`.
`,
});

/** @param {string} name @param {Record<string, unknown>} derived what the kit writes */
const manifestOf = (name, derived) => ({
  name: `@fedzk/${name}`,
  version: '0.0.0',
  description: 'Greets people',
  license: 'Apache-2.0 OR MIT',
  repository: { type: 'git', url: 'git+https://github.com/fedzk/fedzk.git', directory: `packages/${name}` },
  type: 'module',
  engines: { node: '>=20.19' },
  ...derived,
  dependencies: { '@fedzk/core': 'workspace:^' },
  devDependencies: { '@fedzk/kit': 'workspace:^' },
});

await main(async () => {
  const [name = '', ...more] = process.argv.slice(2);
  if (!/^[a-z]+$/.test(name) || more.length > 0) throw new Problem('usage: npm run new -- NAME, of the letters a to z');
  const dir = join(root, 'packages', name);
  if (existsSync(dir)) throw new Problem(`packages/${name} exists already.`, 'Choose another name.');

  await prepareNode();
  // It needs what set-up has just installed.
  const { fieldsOf } = await import('../packages/kit/src/manifest.mjs');
  const derived = fieldsOf({ name, dir, entries: { '.': { source: 'src/index.ts' } }, budgets: {} });
  const manifest = `${JSON.stringify(manifestOf(name, derived), undefined, 2)}\n`;
  const files = { ...filesOf(name), 'package.json': manifest };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
  for (const file of ['LICENSE', 'LICENSE-APACHE', 'LICENSE-MIT']) copyFileSync(join(root, file), join(dir, file));
  writeFileSync(
    join(root, `.changeset/${name}.md`),
    `---\n"@fedzk/${name}": minor\n---\n\n\`@fedzk/${name}\` greets people.\n`,
  );
  addToReadme(`| [\`@fedzk/${name}\`](packages/${name}) | greets people |`);
  await updatePackages(() => {});
  const { status } = spawnSync(process.execPath, [join(root, 'packages/kit/src/cli.mjs')], { stdio: 'inherit' });
  if (status !== 0) throw new Problem('The kit could not write the paths of TypeScript.');
  console.log(`packages/${name} is made. Test it: npm test -- ${name}`);
});

/** Adds a row to the table of packages. @param {string} row */
function addToReadme(row) {
  const file = join(root, 'README.md');
  const [before, after = ''] = readFileSync(file, 'utf8').split('\n## Packages\n');
  const table = after.replace(/^((?:(?!\|).*\n)*(?:\|.*\n)+)/, `$1${row}\n`);
  if (table === after) throw new Problem('README.md has no table below "## Packages".');
  writeFileSync(file, `${before}\n## Packages\n${table}`);
}
