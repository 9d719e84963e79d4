// What a bundler leaves of an entry that a program imports and does not use. The sizes of what is used are budgets of the declarations.
import { expect, inject, it } from 'vitest';
import { bundle } from '../src/bundle.js';

it.each(['@fedzk/core', '@fedzk/verify/slim', '@fedzk/keys/slim'])('%s: nothing', async (entry) => {
  const installed = inject('installed');
  const stdin = { contents: `import * as all from '${entry}';`, resolveDir: installed };
  const [file] = await bundle(installed, { stdin, minify: true });
  expect(file?.bytes.length).toBe(0);
});
