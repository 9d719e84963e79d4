import { readFileSync } from 'node:fs';
import { canonicalJson } from '@fedzk/core';
import { runReadme } from '@fedzk/testkit/readme';

const vectors = new URL('../../vectors/groth16/update-slice.json', import.meta.url);
const { verificationKey, proofs } = JSON.parse(readFileSync(vectors, 'utf8'));
const { proof, publicSignals } = proofs[0];

const ceremony = JSON.parse(readFileSync(new URL('../../vectors/ceremony/manifest.json', import.meta.url), 'utf8'));

runReadme('verify', {
  'manifest.json': canonicalJson(ceremony.manifest),
  'ceremony.vkey': Buffer.from(ceremony.verificationKey, 'base64'),
  'trusted-keys.json': JSON.stringify(ceremony.trustedKeys),
  'verification_key.json': JSON.stringify(verificationKey),
  'proof.json': JSON.stringify(proof),
  'public.json': JSON.stringify(publicSignals),
});
