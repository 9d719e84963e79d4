// One proof of each level's model, which snarkjs accepts too. SLOW=1 has the largest.
import { readFileSync } from 'node:fs';
import { groth16 } from 'snarkjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { developmentKey } from '../../circuits/scripts/keys.js';
import { keyOf } from '../src/all-keys.js';
import { circuitOf, MODELS } from '../src/models.js';
import { proveSizes } from '../src/sizes.js';

const slow = process.env.SLOW === '1';
/** Node's, of listeners that pile up for instance. */
const warnings: string[] = [];
const note = ({ message }: Error): void => void warnings.push(message);
beforeAll(() => void process.on('warning', note));
afterAll(async () => {
  process.off('warning', note);
  await globalThis.curve_bn128?.terminate();
  await globalThis.curve_bls12381?.terminate();
  expect(warnings).toEqual([]);
});
it.each(MODELS.filter(({ level }) => slow || level !== 'maximum'))(
  '$parameters: proved, valid, 192 bytes',
  async (model) => {
    const [sized] = await proveSizes([model], keyOf);
    expect(sized).toMatchObject({
      curve: model.level === 'maximum' ? 'bls12-381' : 'bn254',
      proofBytes: 192,
      valid: true,
    });
    const vkey = JSON.parse(readFileSync(developmentKey(circuitOf(model.level).name).vkey, 'utf8'));
    expect(await groth16.verify(vkey, sized?.publicSignals, sized?.proof)).toBe(true);
  },
  300_000,
);
