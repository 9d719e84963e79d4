/** @typedef {import('./results.js').Notebook} Notebook @typedef {import('./body.js').Packages} Packages */

/**
 * @param {Notebook} notebook
 * @param {Packages} packages
 * @param {import('./verification.js').Input} input
 */
export async function clientSide({ say, sayCode }, { prove, verify }, { proving, ceremony }) {
  const { createCircomWitness, createProver, createQuantizer, DEFAULT_LEVEL, SECURITY_LEVELS } = prove;
  say('level', [DEFAULT_LEVEL, SECURITY_LEVELS[DEFAULT_LEVEL].capacity]);

  const quantizer = createQuantizer({ bits: 8, clip: 127, errorFeedback: true, maxNormSq: 25n });
  const updates = [3.25, 3.25].map((x) => quantizer.quantize(Float32Array.of(x, -4)));
  say(
    'updates',
    updates.map(({ values, normSq }) => [[...values], `${normSq}`]),
  );
  quantizer.clear();
  say('cleared', quantizer.save().length);
  sayCode('NaN', () => quantizer.quantize(Float32Array.of(Number.NaN)));

  const refused = await createCircomWitness(/** @type {never} */ ('AGFzbQ==')).catch((error) => error.code);
  say('a circuit in base64', refused);

  const bytes = (/** @type {string} */ hex) =>
    Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  const prover = await createProver({ zkey: bytes(proving.zkey) });
  const { proof, publicSignals } = await prover.proveWitness(bytes(proving.wtns));
  const verifier = verify.createVerifier(prover.verificationKey, { format: 'fedzk', curve: prover.curve });
  say('6 · 7, proved', [publicSignals, verifier.verify(proof, publicSignals), verifier.verify(proof, ['43'])]);
  verifier.dispose();
  await prover.close();
  const { manifest, verificationKey, trustedKeys } = ceremony;
  const { ok, people } = prove.verifyManifest(manifest, { level: 'standard', trustedKeys });
  const strangers = { contributors: [], verifiers: [] };
  say('manifest', [ok, people, prove.verifyManifest(manifest, { level: 'standard', trustedKeys: strangers }).problems]);
  const shown = /** @type {const} */ ({ manifest: prove.openManifest(manifest), level: 'standard', trustedKeys });
  const checked = verify.createVerifier(bytes(verificationKey), { format: 'fedzk', curve: 'bn254', ...shown });
  say('a key of a ceremony', [checked.level, checked.development]);
  checked.dispose();
  say(
    'contributions',
    prove.readContributions(bytes(proving.zkey)).contributions.map(({ kind }) => kind),
  );

  const cut = createProver({ zkey: bytes(proving.zkey.slice(0, 1000)) });
  say('half a key', await cut.catch((/** @type {{ code: string }} */ error) => error.code));
}
