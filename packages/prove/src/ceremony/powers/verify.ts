/** Verifies powers of τ: the chain, the powers themselves, the hash that ties both, and the Lagrange forms. */
import type { CallOptions } from '@fedzk/core';
import { firstNext, powersChainProblem, responseOf } from '../chain/powers-chain.js';
import { type Problem, peopleProblem } from '../chain/problem.js';
import type { CeremonyEngine, Group } from '../engine/types.js';
import { isEqual } from '../format/curves.js';
import { lagrangeSections, type PowersFile, powersSections } from '../format/ptau.js';
import { Done, partsOf } from '../work.js';
import { requireStart } from './contribute.js';
import { lagrangeForm } from './prepare.js';

/** Returns what is wrong with a file, or undefined. */
export async function powersProblem(engine: CeremonyEngine, file: PowersFile, options: CallOptions): Promise<Problem> {
  const { signal } = options;
  const { links, power, ceremonyPower, prepared } = file;
  const last = links.at(-1);
  const nobody = peopleProblem(links);
  if (last === undefined || nobody !== undefined) return `${nobody}: everybody knows its τ`;
  const first = await firstNext(engine, ceremonyPower, signal);
  const broken = await powersChainProblem(engine, links, first, signal);
  if (broken !== undefined) return broken;
  await requireStart(engine, file);
  const points = powersSections(power).reduce((sum, { count }) => sum + count, 0);
  const done = new Done(points * (prepared ? 3 : 1), options);
  const response = responseOf(engine, last);
  if (response === undefined) return 'the hash of its last contribution is damaged';
  const hash = engine.blake2b();
  hash.update(response);
  const wrong = await wrongPowers(engine, file, last, { hash, done, signal });
  if (wrong !== undefined) return wrong;
  // A part of a ceremony's powers can't be hashed.
  if (power === ceremonyPower && !isEqual(hash.digest(), last.next)) {
    return 'its last contribution has another hash than its powers';
  }
  return prepared ? lagrangeProblem(engine, file, done, signal) : undefined;
}

interface Checking {
  readonly hash: { update(bytes: Uint8Array): void };
  readonly done: Done;
  readonly signal: AbortSignal | undefined;
}

/** Checks that each section's points have the ratio τ, by random sums of the points and of those after them. */
async function wrongPowers(
  engine: CeremonyEngine,
  { source, section, power }: PowersFile,
  { tauG1, tauG2 }: { readonly tauG1: Uint8Array; readonly tauG2: Uint8Array },
  { hash, done, signal }: Checking,
): Promise<Problem> {
  const [one1, one2] = [engine.generator('g1'), engine.generator('g2')];
  for (const { type, group, count } of powersSections(power)) {
    const { offset, length } = section(type);
    const size = length / count;
    const seed = crypto.getRandomValues(new Uint8Array(32));
    let [sum, shifted] = [new Uint8Array(size), new Uint8Array(size)] as [Uint8Array, Uint8Array];
    for (const part of partsOf(count)) {
      signal?.throwIfAborted();
      // One point more than the part has, but at the end.
      const more = Math.min(part.count + 1, count - part.first);
      const points = await source.read(offset + part.first * size, more * size);
      const wrong = engine.check(group, points, false);
      if (wrong >= 0) return `point ${part.first + wrong} of section ${type} is invalid`;
      hash.update(engine.uncompressed(group, points.subarray(0, part.count * size)));
      if (more > 1) {
        const pairs = (more - 1) * size;
        const [a, b] = await Promise.all([
          engine.sum(group, points.subarray(0, pairs), seed, part.first),
          engine.sum(group, points.subarray(size), seed, part.first),
        ]);
        sum = engine.add(group, sum, a);
        shifted = engine.add(group, shifted, b);
      }
      done.add(part.count);
    }
    if (count === 1) continue;
    const same = group === 'g1' ? engine.pairing(sum, tauG2, shifted, one2) : engine.pairing(one1, shifted, tauG1, sum);
    if (!same) return `the points of section ${type} are no powers of its τ`;
  }
  return undefined;
}

/** Computes the Lagrange forms again. */
async function lagrangeProblem(
  engine: CeremonyEngine,
  file: PowersFile,
  done: Done,
  signal: AbortSignal | undefined,
): Promise<Problem> {
  for (const each of lagrangeSections(file.power)) {
    const { offset } = file.section(each.type);
    const size = bytesOf(engine, each.group);
    for (let k = 0; k <= each.largest; k++) {
      signal?.throwIfAborted();
      const found = await file.source.read(offset + (2 ** k - 1) * size, 2 ** k * size);
      if (!isEqual(await lagrangeForm(engine, file, each, k), found)) {
        return `section ${each.type} is not the Lagrange form of section ${each.of}`;
      }
      done.add(2 ** k);
    }
  }
  return undefined;
}

function bytesOf({ n8 }: CeremonyEngine, group: Group): number {
  return (group === 'g1' ? 2 : 4) * n8;
}
