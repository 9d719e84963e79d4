// The circuit's statement in plain TypeScript, each constraint group by name, so that a test can take one out and see
// what gets through. What the real circuit does is tested in circuits/.

import { type CircuitInputs, commit, ORDERS, reduce, tag } from '@fedzk/statement';
import type { Geometry } from '../../src/protocol/geometry.js';

/** What the circuit enforces. */
export type Constraint = 'range' | 'norm' | 'commitment' | 'tag';

/** The constraints that a witness breaks. Values are read as signed, the way the circuit does. */
export function broken(inputs: CircuitInputs, layout: Geometry): Constraint[] {
  const { n, bits, headroom, curve } = layout;
  const order = ORDERS[curve];
  const values = inputs.x.map((x) => (x > order / 2n ? x - order : x));
  const limit = 2n ** BigInt(layout.bits - 1);
  const packed = packAny(values, layout);
  const out: Constraint[] = [];
  if (!values.every((x) => x >= -limit && x < limit)) out.push('range');
  if (values.reduce((sum, x) => sum + x * x, 0n) > inputs.maxNormSq) out.push('norm');
  const commitment = commit({ blinding: inputs.k, packed, pad: inputs.s }, { n, bits, headroom }, curve);
  if (commitment !== inputs.commitment) out.push('commitment');
  if (tag({ packed, pad: inputs.s }, inputs.rho, curve) !== inputs.tag) out.push('tag');
  return out;
}

/** As `pack`, of values of any size. */
export function packAny(values: readonly bigint[], layout: Geometry): bigint[] {
  const { bits, slot, perElement, elements, n, curve } = layout;
  return Array.from({ length: elements }, (_, j) => {
    let element = 0n;
    for (let i = j * perElement; i < Math.min(n, (j + 1) * perElement); i++) {
      element += ((values[i] ?? 0n) + 2n ** BigInt(bits - 1)) * 2n ** BigInt(slot * (i - j * perElement));
    }
    return reduce(element, curve);
  });
}
