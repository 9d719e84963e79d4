// What an announcement must say, so that a manifest of its ceremony can count. CEREMONY.md, Checks.

import { describe } from '@fedzk/core';
import { type Level, SECURITY_LEVELS, type SecurityLevel } from '../levels.js';
import { perpetualProblem } from './perpetual.js';
import type { Announcement, ManifestDetail } from './types.js';

/** quicknet's first round, in seconds since 1970, and its period. */
const GENESIS = 1_692_803_367;
const PERIOD = 3;
/** The least time between the last contribution and the beacon's round, in seconds. */
const LEAST_WAIT = 3_600;
const [LEAST_ITERATIONS, MOST_ITERATIONS] = [10, 16];
/** A block of Bitcoin, when it was mined in seconds since 1970, and the most seconds a block has taken since, on average. */
const BLOCK = { height: 840_000, time: 1_713_571_767, seconds: 630 };

/** Finds a level by its name. */
export function levelOf(name: string): SecurityLevel | undefined {
  return Object.hasOwn(SECURITY_LEVELS, name) ? SECURITY_LEVELS[name as Level] : undefined;
}

/** Lists what keeps any manifest from counting. In a ceremony for tests the beacon may be known before. */
export function announcementProblems(announcement: Announcement): readonly ManifestDetail[] {
  return [
    ...levelProblems(announcement.level, 'announced', announcement),
    ...circuitProblems(announcement),
    ...powersProblems(announcement),
    ...(announcement.development ? [] : beaconProblems(announcement)),
  ];
}

/** Checks a level, asked for or announced. */
export function levelProblems(name: string, who: string, { curve }: Announcement): readonly ManifestDetail[] {
  const level = levelOf(name);
  if (level === undefined) {
    return [{ problem: 'unknown-level', text: `There is no level ${describe(name)}, which was ${who}.` }];
  }
  if (level.curve === curve) return [];
  const text = `The level "${name}" has keys on ${level.curve}, and the ceremony was on ${curve}.`;
  return [{ problem: 'wrong-curve', text }];
}

/** Checks the size of the circuit against the level, and that of the powers of tau against the circuit. */
export function circuitProblems({ circuit, level, ptau }: Announcement): readonly ManifestDetail[] {
  const texts: string[] = [];
  const most = levelOf(level)?.constraints ?? Number.POSITIVE_INFINITY;
  if (circuit.constraints > most) {
    texts.push(`The circuit has ${circuit.constraints} constraints, and the level "${level}" allows ${most}.`);
  }
  const domain = domainOf(circuit.constraints + circuit.publicSignals.length + 1);
  if (circuit.domain !== domain) {
    texts.push(`The circuit's domain must be ${domain}, and is ${circuit.domain}.`);
  }
  if (2 ** ptau.power < domain) {
    texts.push(`Powers of tau to 2^${ptau.power} are too few for a domain of ${domain}.`);
  }
  return texts.map((text) => ({ problem: 'wrong-circuit', text }));
}

/** Checks that powers of tau which are announced as published ones are these. */
export function powersProblems({ curve, ptau }: Announcement): readonly ManifestDetail[] {
  const text = perpetualProblem(curve, ptau);
  return text === undefined ? [] : [{ problem: 'malformed', text }];
}

/** Returns the smallest power of two that is no smaller than a number. */
function domainOf(least: number): number {
  let domain = 1;
  while (domain < least) domain *= 2;
  return domain;
}

/** Checks that the beacon can be checked, and that nobody knew it while contributions were made. */
export function beaconProblems({ beacon, closes }: Announcement): readonly ManifestDetail[] {
  const texts: string[] = [];
  const { iterations } = beacon;
  if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
    texts.push(`The beacon's exponent must be ${LEAST_ITERATIONS} to ${MOST_ITERATIONS}, and is ${iterations}.`);
  }
  const earliest = Date.parse(closes) / 1000 + LEAST_WAIT;
  if (beacon.source === 'drand-quicknet' && GENESIS + PERIOD * (beacon.round - 1) < earliest) {
    const first = Math.max(1, Math.ceil((earliest - GENESIS) / PERIOD) + 1);
    texts.push(
      `The beacon's round ${beacon.round} must come at least an hour after "closes", so that no contributor knew it: the first such round is ${first}.`,
    );
  }
  if (beacon.source === 'bitcoin') texts.push(...blockTexts(beacon.height, closes));
  return texts.map((text) => ({ problem: 'beacon-wrong', text }));
}

/**
 * Refuses a block that was surely mined before the end of contributions. Nothing here can tell when a later block came, so
 * that verifiers look up its time.
 */
function blockTexts(height: number, closes: string): readonly string[] {
  const latest = BLOCK.time + BLOCK.seconds * Math.max(0, height - BLOCK.height);
  if (latest > Date.parse(closes) / 1000) return [];
  return [
    `Bitcoin's block ${height} is mined before "closes", so a contributor may know it. Take a block that comes at least an hour later: count six an hour from the newest.`,
  ];
}
