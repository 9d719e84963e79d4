// @ts-check
// The tests of @fedzk/verify on a source with a defect: `verify` says yes to everything.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { sources } from '../src/on-sources.mjs';

const VERIFY = /^ {2}verify\(proof: ProofInput, publicSignals: PublicSignalsInput\): boolean \{$/m;

/** @type {import('vitest/config').Plugin} */
const mutant = {
  name: 'mutant',
  enforce: 'pre',
  transform(text, path) {
    if (!path.endsWith('/packages/verify/src/verifier.ts')) return undefined;
    if (!VERIFY.test(text)) throw new Error('verifier.ts has no method "verify" as this test knows it');
    return { code: text.replace(VERIFY, (line) => `${line} if (proof !== undefined) return true;`), map: null };
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('../../verify', import.meta.url)),
  plugins: [mutant, sources()],
  test: { testTimeout: 120_000 },
});
