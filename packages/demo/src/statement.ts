/** What a proof of `gradient_update` states of an update, over the scalar field of either curve. */
import {
  type CircuitInputs,
  type CircuitParameters,
  type Curve,
  circuitInputs,
  commit,
  fromWide,
  pack,
  type Secrets,
  tag,
} from '@fedzk/statement';

/** Commits to an update, derives rho from that, and tags with it, in this order: see `compose.ts` of `@fedzk/agg`. */
export async function stateUpdate(
  { values, pad, blinding }: Secrets,
  maxNormSq: bigint,
  circuit: CircuitParameters,
  curve: Curve,
): Promise<CircuitInputs> {
  const update = { packed: pack(values, circuit), pad, blinding };
  const commitment = commit(update, circuit, curve);
  const rho = await challenge(commitment, curve);
  const statement = { commitment, rho, tag: tag(update, rho, curve), maxNormSq };
  return circuitInputs(statement, { values, pad, blinding }, circuit, curve);
}

/** Derives an element that no one can predict when choosing a commitment. A report of `@fedzk/agg` hashes more than this. */
async function challenge(commitment: bigint, curve: Curve): Promise<bigint> {
  const text = new TextEncoder().encode(`fedzk demo rho ${commitment}`);
  return fromWide(new Uint8Array(await crypto.subtle.digest('SHA-384', text)), curve);
}
