import { createVerifier, type VerificationKeyJson } from '@fedzk/verify';
import type { Curve } from '../curves.js';
import type { Attempt, Engine } from '../engine.js';
import { engines } from '../engines/all.js';
import { judge } from '../judge.js';
import { type Effort, ratio, roundRobin, type Spread, spread } from '../measure.js';
import type { Subject } from '../subject.js';

export interface VerifyInput extends Effort {
  readonly curve: Curve;
  readonly subjects: readonly Subject[];
}

/** Result for one key. */
export interface VerifyResult {
  readonly curve: Curve;
  readonly subject: string;
  readonly nPublic: number;
  /** The build of our module. */
  readonly backend: string;
  readonly engines: readonly {
    readonly engine: string;
    readonly strict: boolean;
    readonly ms: Spread;
    readonly ratioToOurs: Spread;
  }[];
}

/** Times one proof at a time of each subject. */
export async function measureVerify({ curve, subjects, ...effort }: VerifyInput): Promise<VerifyResult[]> {
  const all = engines(curve);
  try {
    const results: VerifyResult[] = [];
    for (const subject of subjects) results.push(await measure(subject, curve, all, effort));
    return results;
  } finally {
    for (const engine of all) await engine.close?.();
  }
}

/**
 * Prepares all engines, checks that each accepts valid proofs and refuses others, and times them
 * side by side.
 */
async function measure(
  { name, key, instances }: Subject,
  curve: Curve,
  all: readonly Engine[],
  effort: Effort,
): Promise<VerifyResult> {
  const contenders: Attempt[][] = [];
  for (const engine of all) {
    const prepared = await engine.prepare(key);
    await judge(engine.name, prepared, { name, key, instances });
    contenders.push(instances.map(prepared));
  }
  const times = await roundRobin(contenders, effort);
  const ours = times[0] ?? [];
  return {
    curve,
    subject: name,
    nPublic: key.nPublic,
    backend: backendOf(key),
    engines: all.map(({ name: engine, strict }, i) => {
      const own = times[i] ?? [];
      return { engine, strict, ms: spread(own), ratioToOurs: ratio(own, ours) };
    }),
  };
}

function backendOf(key: VerificationKeyJson): string {
  using verifier = createVerifier(key);
  return verifier.backend;
}
