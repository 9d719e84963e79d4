// Times an aggregator's work on a large share. The leader opens its ciphertext, hashes it and the
// share, and computes the tags. The helper expands its seed and computes the tags.

import { plainHash } from '../../../packages/agg/src/protocol/hashes.js';
import { importRecipient, open, seal } from '../../../packages/agg/src/protocol/hpke.js';
import { createSealingKey } from '../../../packages/agg/src/protocol/keys.js';
import { leaderHash, writeSealed } from '../../../packages/agg/src/protocol/report.js';
import { expand, isShare, tagsOf } from '../../../packages/agg/src/protocol/share.js';
import { type Effort, ratio, type Spread, spread } from '../measure.js';
import * as before from './before/bytes.js';
import { openBefore } from './before/checks.js';
import { cpuTimes } from './cpu.js';

/** Elements of a share of a megabyte. */
const ELEMENTS = 32_767;
const LAYOUT = { elements: ELEMENTS, curve: 'bn254' } as const;

export interface Throughput {
  readonly name: string;
  /** Megabytes of the leader's ciphertext, or of the elements that the helper expands. */
  readonly megabytes: number;
  readonly cpuMs: Spread;
  readonly cpuMsBefore: Spread;
  readonly beforeToNow: Spread;
}

/** Times both sides, now and before, in turn. */
export async function throughputs(effort: Effort): Promise<Throughput[]> {
  const pair = createSealingKey();
  const [seed, context, rho] = [new Uint8Array(32).fill(1), new Uint8Array(50).fill(2), 3n ** 150n];
  const share = await expand(seed, context, ELEMENTS + 1, LAYOUT.curve);
  const sealed = await seal('leader', pair.publicKey, context, before.join(seed, share));
  const recipient = await importRecipient(pair);
  const times = await cpuTimes(
    [
      async () => {
        const hashes = [plainHash(writeSealed(sealed))];
        const plain = await open('leader', recipient, context, sealed);
        if (plain === undefined) return false;
        const own = plain.subarray(32);
        hashes.push(leaderHash(context, plain.subarray(0, 32), own));
        return isShare(own, LAYOUT.curve) && hashes.length + tagsOf(own, LAYOUT, rho).length === 3;
      },
      async () => {
        const hashes = [before.plainHash(before.join(sealed.enc, sealed.ciphertext))];
        const plain = await openBefore('leader', pair.privateKey, context, sealed);
        const own = before.readElements(plain.subarray(32)) ?? [];
        hashes.push(before.hash('leader', before.join(context, plain.subarray(0, 32), before.writeElements(own))));
        return hashes.length + before.tagsOf(own, ELEMENTS, rho).length === 3;
      },
      async () => tagsOf(await expand(seed, context, ELEMENTS + 1, LAYOUT.curve), LAYOUT, rho).length === 1,
      async () => before.tagsOf(await before.expand(seed, context, ELEMENTS + 1), ELEMENTS, rho).length === 1,
    ],
    effort,
  );
  const megabytes = [sealed.ciphertext.length, share.length].map((length) => length / 1_000_000);
  return ["the leader's ciphertext", "the helper's expansion"].map((name, i) => {
    const [now = [], then = []] = times.slice(2 * i, 2 * i + 2);
    return {
      ...{ name, megabytes: megabytes[i] ?? 0 },
      ...{ cpuMs: spread(now), cpuMsBefore: spread(then), beforeToNow: ratio(then, now) },
    };
  });
}
