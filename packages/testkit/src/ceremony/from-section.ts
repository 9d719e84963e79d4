/** Makes a chain of a section 10 whose points are right. */
import { Chain, fieldsOf } from './chain.js';
import { CURVES, type G1, type G2, type Name, pointOf } from './curves.js';
import { readSection } from './reference-form.js';

export function chainFrom(name: Name, section: Uint8Array): Chain {
  const on = CURVES[name];
  const { csHash, links } = readSection(on, section);
  const chain = new Chain(name, csHash);
  for (const { delta, s, sx, spx, transcript, type, name: text, exponent, value } of links) {
    const g1 = (bytes: Uint8Array): G1 => pointOf(on, bytes, 1) as G1;
    const beacon = exponent !== undefined && value !== undefined && { iterations: exponent, value };
    const fields = fieldsOf({ name: text && Buffer.from(text).toString(), ...beacon });
    const points = { delta: g1(delta), s: g1(s), sx: g1(sx), spx: pointOf(on, spx, 2) as G2 };
    chain.links.push({ ...points, transcript, type, fields });
  }
  return chain;
}
