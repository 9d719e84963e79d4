import { fromHex, toHex } from './results.js';

/**
 * @typedef {typeof import('@fedzk/verify')} Verify
 * @typedef {import('@fedzk/verify').Verifier} Verifier
 * @typedef {import('@fedzk/verify').TrustedKeys} TrustedKeys
 * @typedef {import('./results.js').Notebook} Notebook
 *
 * @typedef {Record<'fedzk' | 'compressed' | 'uncompressed', string>} Bytes a proof in hex
 *
 * @typedef {object} Statement
 * @property {import('@fedzk/verify').ProofJson} proof
 * @property {Bytes} bytes
 * @property {readonly string[]} publicSignals
 * @property {string} signalBytes the signals in hex
 *
 * @typedef {object} Keyed
 * @property {import('@fedzk/verify').VerificationKeyJson} verificationKey
 * @property {string} verificationKeyBytes the key in hex
 * @property {readonly Statement[]} statements which are valid under the key
 *
 * @typedef {Keyed & Others} Input of BN254
 * @typedef {object} Others
 * @property {readonly (readonly string[])[]} outsideSubgroup a point of the twist, as snarkjs writes it
 * @property {{ manifest: object, verificationKey: string, trustedKeys: TrustedKeys }} ceremony a manifest, and its key in hex
 * @property {{ zkey: string, wtns: string }} proving a key of snarkjs's and a witness, in hexadecimal
 * @property {Keyed & { outsideSubgroup: readonly string[] }} bls12381 with a point of the curve, as snarkjs writes it
 */

const P = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** @param {Notebook} notebook @param {{ verify: Verify }} packages @param {Input} input */
export function verification(notebook, { verify }, input) {
  const verifier = verify.createVerifier(input.verificationKey);
  proofs(notebook, verifier, input);
  refusals(notebook, verifier, input);
  keys(notebook, verify, verifier, input);
  formats(notebook, verify, input);
  otherCurve(notebook, verify, input);
  severalKeys(notebook, verify, input);

  const { proof, publicSignals } = first(input);
  verifier.dispose();
  notebook.sayCode('after dispose', () => verifier.verify(proof, publicSignals));
}

/** @param {Notebook} notebook @param {Verifier} verifier @param {Input} input */
function proofs({ say }, verifier, { statements }) {
  say('backend', verifier.backend);
  say('verifier', [verifier.curve, verifier.nPublic, verifier.id]);
  for (const [i, { proof, bytes, publicSignals, signalBytes }] of statements.entries()) {
    say(`proof ${i}, JSON`, verifier.verify(proof, publicSignals));
    say(`proof ${i}, fedzk`, verifier.explain(fromHex(bytes.fedzk), publicSignals.map(BigInt)));
    say(`proof ${i}, compressed`, verifier.explain(fromHex(bytes.compressed), publicSignals));
    say(`proof ${i}, uncompressed`, verifier.explain(fromHex(bytes.uncompressed), fromHex(signalBytes)));
  }
  const bad = statements.map(({ proof, publicSignals }, i) => ({ proof, publicSignals: i % 2 ? [] : publicSignals }));
  say('batch, good', verifier.verifyBatch(statements));
  say('batch, two bad', verifier.verifyBatch(bad));
}

/** @param {Notebook} notebook @param {Verify} verify @param {Input} input */
function severalKeys({ say }, { createVerifier, verifyBatch }, { bls12381, ...bn254 }) {
  const items = [bn254, bls12381].flatMap(({ verificationKey, statements }) => {
    const verifier = createVerifier(verificationKey);
    return statements.map((statement) => ({ verifier, ...statement }));
  });
  say('batch of two keys, good', verifyBatch(items));
  const last = items.length - 1;
  const bad = items.map((item, i) => (i === last ? { ...item, publicSignals: [] } : item));
  say('batch of two keys, the last bad', verifyBatch(bad));
  for (const { verifier } of items) verifier.dispose();
}

/** @param {Notebook} notebook @param {Verifier} verifier @param {Input} input */
function refusals({ say }, verifier, input) {
  const { proof, bytes, publicSignals, signalBytes } = first(input);
  const [rho = '', ...others] = publicSignals;
  const [x = '', y = ''] = proof.pi_a;
  const zeros = '0'.repeat(128);
  say('signal changed', verifier.explain(proof, ['1', ...others]));
  say('signal missing', verifier.explain(proof, others));
  say('signal too many', verifier.explain(proof, [...publicSignals, '0']));
  say('signal missing in bytes', verifier.explain(proof, fromHex(signalBytes.slice(64))));
  say('signal + r', verifier.explain(proof, [String(BigInt(rho) + R), ...others]));
  say('signal spelt otherwise', verifier.explain(proof, [`0${rho}`, ...others]));
  say('A.x + p', verifier.explain({ ...proof, pi_a: [String(BigInt(x) + P), y, '1'] }, publicSignals));
  say('A off the curve', verifier.explain({ ...proof, pi_a: [x, String(BigInt(y) - 1n), '1'] }, publicSignals));
  say('A infinite', verifier.explain(fromHex(zeros + bytes.uncompressed.slice(128)), publicSignals));
  say('B outside', verifier.explain({ ...proof, pi_b: input.outsideSubgroup }, publicSignals));
  say('A missing', verifier.explain(fromHex(bytes.uncompressed.slice(128)), publicSignals));
}

/** @param {Notebook} notebook @param {Verify} verify @param {Verifier} verifier @param {Input} input */
function keys({ say, sayCode }, { createVerifier }, verifier, { verificationKey, verificationKeyBytes }) {
  const same = createVerifier(fromHex(verificationKeyBytes), { format: 'fedzk', curve: 'bn254' });
  say('key in bytes', same.id === verifier.id);
  same.dispose();
  sayCode('alpha off the curve', () => createVerifier({ ...verificationKey, vk_alpha_1: ['1', '1', '1'] }));
  sayCode('another curve', () => createVerifier({ ...verificationKey, curve: 'bls12377' }));
}

/** @param {Notebook} notebook @param {Verify} verify @param {Input} input */
function formats({ say, sayCode }, { decodeProof, encodeProof }, input) {
  const { proof, bytes } = first(input);
  say('to fedzk', toHex(encodeProof(proof, 'fedzk')));
  say('to compressed', toHex(encodeProof(proof, 'compressed')));
  say('to uncompressed', toHex(encodeProof(proof, 'uncompressed')));
  say('from fedzk', decodeProof(fromHex(bytes.fedzk), { format: 'fedzk', curve: 'bn254' }));
  say('from compressed', decodeProof(fromHex(bytes.compressed), { format: 'compressed', curve: 'bn254' }));
  say('from uncompressed', decodeProof(fromHex(bytes.uncompressed), { format: 'uncompressed', curve: 'bn254' }));
  sayCode('a byte less', () => decodeProof(new Uint8Array(191), { format: 'fedzk', curve: 'bn254' }));
}

/** @param {Notebook} notebook @param {Verify} verify @param {Input} input */
function otherCurve({ say, sayCode }, { createVerifier, decodeProof, encodeProof }, { bls12381, ...bn254 }) {
  const curve = 'bls12-381';
  const verifier = createVerifier(bls12381.verificationKey);
  const same = createVerifier(fromHex(bls12381.verificationKeyBytes), { format: 'fedzk', curve });
  const { proof, bytes, publicSignals } = first(bls12381);
  say('BLS12-381, verifier', [verifier.curve, verifier.nPublic, verifier.id, same.id]);
  say('BLS12-381, JSON', same.verifyBatch(bls12381.statements));
  say('BLS12-381, compressed', verifier.explain(fromHex(bytes.compressed), publicSignals));
  say('BLS12-381, uncompressed', verifier.explain(fromHex(bytes.uncompressed), publicSignals));
  say('BLS12-381, A outside', verifier.explain({ ...proof, pi_a: bls12381.outsideSubgroup }, publicSignals));
  say('BLS12-381, of BN254', verifier.explain(first(bn254).proof, publicSignals));
  say('BLS12-381, encoded', toHex(encodeProof(fromHex(bytes.uncompressed), 'compressed', { curve })));
  say('BLS12-381, decoded', decodeProof(fromHex(bytes.compressed), { format: 'compressed', curve }));
  sayCode('BLS12-381, key of BN254', () =>
    createVerifier(fromHex(bn254.verificationKeyBytes), { format: 'fedzk', curve }),
  );
  verifier.dispose();
  same.dispose();
}

/** @param {Pick<Keyed, 'statements'>} input @returns {Statement} */
function first({ statements: [statement] }) {
  if (statement === undefined) throw new Error('the input has no statement');
  return statement;
}
