import { readFileSync } from 'node:fs';
import { runReadme } from '@fedzk/testkit/readme';

const vectors = new URL('../../vectors/groth16/update-slice.json', import.meta.url);
const { verificationKey, proofs } = JSON.parse(readFileSync(vectors, 'utf8'));
const { proof, publicSignals } = proofs[0];

runReadme('verify', {
  'verification_key.json': JSON.stringify(verificationKey),
  'proof.json': JSON.stringify(proof),
  'public.json': JSON.stringify(publicSignals),
});
