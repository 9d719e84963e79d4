/** @typedef {import('./results.js').Notebook} Notebook @typedef {import('./body.js').Packages} Packages */

/** @param {Notebook} notebook @param {Packages} packages */
export async function clientSide({ say, sayCode }, { prove }) {
  const { createCircomWitness, createQuantizer, DEFAULT_LEVEL, SECURITY_LEVELS } = prove;
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
}
