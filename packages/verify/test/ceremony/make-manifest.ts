/**
 * Makes packages/vectors/ceremony/manifest.json: a manifest in order, at the level "standard", its key and the keys of its
 * people. `npx tsx packages/verify/test/ceremony/make-manifest.ts` writes it; the bytes are the same on every run.
 */
import { writeFileSync } from 'node:fs';
import { base64, draftOf, keyBytes, manifestOf, trustedKeysOf } from '@fedzk/testkit/ceremony/manifest';

const draft = draftOf();
const vector = {
  origin: {
    what: 'a manifest of a ceremony at the level "standard", its verification key in base64, and the keys of its people',
    from: 'packages/verify/test/ceremony/make-manifest.ts, on npm @noble/curves 2.4.0; the round is of drand’s quicknet',
    licence: 'Apache-2.0 OR MIT',
  },
  manifest: manifestOf(draft),
  verificationKey: base64(keyBytes(draft)),
  trustedKeys: trustedKeysOf(draft),
};
writeFileSync(
  new URL('../../../vectors/ceremony/manifest.json', import.meta.url),
  `${JSON.stringify(vector, undefined, 1)}\n`,
);
