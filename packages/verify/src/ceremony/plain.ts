// The second phase: what can be seen without a signature or a point. CEREMONY.md, Checks.

import { counted, describe, toHex } from '@fedzk/core';
import { SECURITY_LEVELS } from '../levels.js';
import { beaconProblems, circuitProblems, levelOf, levelProblems, powersProblems } from './announced.js';
import type { Asked } from './asked.js';
import type { Form } from './form.js';
import type { Found } from './found.js';
import { drandValue } from './note.js';

/** What rust/dev-setup writes in place of the first half of a circuit's hash. */
const DEVELOPMENT_MARK = 'FEDZK DEVELOPMENT KEY, INSECURE!';

/** The smallest number of verifiers. */
export const VERIFIERS = 2;

/** Tells whether a key was made for tests: by its announcement, or by the mark of what made it. */
export function isDevelopment({ manifest, chain }: Form): boolean {
  if (manifest.announcement.development) return true;
  return new TextDecoder().decode(chain.circuitHash().subarray(0, 32)) === DEVELOPMENT_MARK;
}

/** Counts the trusted people with a contribution. */
export function peopleOf({ contributors }: Form, asked: Asked): number {
  return new Set(contributors.map(({ key }) => key.id).filter((id) => asked.contributors.has(id))).size;
}

/** Checks level, curve, circuit and key: all that a development key must meet too. */
export function checkSubject(form: Form, asked: Asked, found: Found): void {
  const { announcement } = form.manifest;
  found.addAll(levelProblems(asked.level, 'asked for', announcement));
  found.addAll(levelProblems(announcement.level, 'announced', announcement));
  found.addAll(powersProblems(announcement));
  checkCircuit(form, asked, found);
  checkKey(form, asked, found);
}

function checkCircuit({ manifest, chain }: Form, asked: Asked, found: Found): void {
  const { announcement } = manifest;
  const { circuit, csHash } = announcement;
  const problem = 'wrong-circuit';
  found.addIf(toHex(chain.circuitHash()) !== csHash, problem, 'The contributions are to the key of another circuit.');
  found.addAll(circuitProblems(announcement));
  const { r1csSha256: expected = circuit.r1csSha256 } = asked;
  const isOther = expected !== circuit.r1csSha256;
  found.addIf(
    isOther,
    problem,
    `The ceremony was for another .r1cs file: expected the one with the SHA-256 ${expected}.`,
  );
}

function checkKey({ key, curve, manifest }: Form, asked: Asked, found: Found): void {
  if (key.curve !== curve)
    found.add('wrong-curve', `The verification key is on ${key.curve.name}, and the ceremony was on ${curve.name}.`);
  const problem = 'wrong-vkey';
  const isOther = asked.keyId !== undefined && asked.keyId !== key.id;
  found.addIf(isOther, problem, "The verification key is not the manifest's: their ids differ.");
  found.addIf(!key.isGammaGenerator, problem, "The key's γ is not the generator of G2, as in every key of a ceremony.");
  found.addIf(key.isDeltaGamma, problem, "The key's δ is its γ or -γ, so anyone can forge proofs for it.");
  const signals = manifest.announcement.circuit.publicSignals.length;
  if (key.nPublic !== signals)
    found.add(problem, `The key is for ${counted(key.nPublic, 'public signal')}, and the circuit has ${signals}.`);
}

/** Makes the checks of this phase that a development key need not meet. */
export function checkPlain(form: Form, asked: Asked, found: Found): void {
  checkPeople(form, asked, found);
  checkRepeats(form, found);
  checkHashes(form, found);
  checkBeacon(form, found);
  const trusted = new Set(form.verifiers.map(({ key }) => key.id).filter((id) => asked.verifiers.has(id)));
  found.addIf(trusted.size < VERIFIERS, 'too-few-verifiers', tooFewVerifiers(trusted.size));
  const contributors = new Set(form.contributors.map(({ key }) => key.id));
  for (const { key } of form.verifiers) {
    if (contributors.has(key.id))
      found.add(
        'verifier-is-contributor',
        `The verifier ${describe(key.name)} is a contributor too; others must check.`,
      );
  }
}

export function tooFewVerifiers(count: number): string {
  return `A manifest needs the signatures of ${VERIFIERS} trusted verifiers, and this one has ${count}.`;
}

function checkPeople(form: Form, asked: Asked, found: Found): void {
  const { announcement } = form.manifest;
  const names = Object.keys(SECURITY_LEVELS);
  const [wanted, announced] = [levelOf(asked.level), levelOf(announcement.level)];
  if (wanted === undefined) return;
  const isLower = announced !== undefined && names.indexOf(announcement.level) < names.indexOf(asked.level);
  found.addIf(isLower, 'too-few', `The ceremony was for the level "${announcement.level}", below "${asked.level}".`);
  const people = peopleOf(form, asked);
  if (people >= wanted.minContributions) return;
  const expected = `${wanted.minContributions} trusted people`;
  found.add('too-few', `The level "${asked.level}" needs the contributions of ${expected}, and ${people} count.`);
  const listed = new Map(form.contributors.map((each) => [each.index, each]));
  for (let i = 0; i < form.chain.count(); i++) {
    const entry = listed.get(i);
    if (entry === undefined) {
      if (form.chain.kind(i) === 0)
        found.add('unsigned', `Nobody has signed contribution ${i}, so it doesn't count.`, i);
    } else if (!asked.contributors.has(entry.key.id)) {
      const text = `Contribution ${i} is signed by ${describe(entry.key.name)}, whose key is not trusted, so it doesn't count.`;
      found.add('unknown-signer', text, i);
    }
  }
}

function checkRepeats({ contributors, verifiers, chain }: Form, found: Found): void {
  for (const list of [contributors, verifiers]) {
    const seen = new Set<string>();
    for (const { key } of list) {
      if (seen.has(key.id)) found.add('duplicate-key', `The key of ${describe(key.name)} is listed twice.`);
      seen.add(key.id);
    }
  }
  chain.repeats().forEach((earlier, i) => {
    if (earlier === NOTHING) return;
    const text =
      earlier === START
        ? `Contribution ${i} undoes all those before it.`
        : `Contribution ${i} is contribution ${earlier} again, or undoes all those after it.`;
    found.add('duplicate-contribution', text, i);
  });
}

/** What `Chain.repeats` says in place of an earlier link. */
const [NOTHING, START] = [-2, -1];

function checkHashes({ contributors, chain }: Form, found: Found): void {
  for (const { index, contributionHash, key } of contributors) {
    if (toHex(chain.hash(index)) !== contributionHash)
      found.add(
        'broken-chain',
        `Contribution ${index} is not the one that is listed for ${describe(key.name)}.`,
        index,
      );
  }
}

function checkBeacon({ manifest, chain }: Form, found: Found): void {
  const { announcement, beacon } = manifest;
  const { iterations } = announcement.beacon;
  const links = Array.from({ length: chain.count() }, (_, i) => i).filter((i) => chain.kind(i) === 1);
  if (links.length !== 1) {
    found.add('beacon-not-last', `The chain must end with one random beacon, and has ${links.length || 'none'}.`);
  } else if (links[0] !== chain.count() - 1) {
    found.add('beacon-not-last', 'Contributions follow the random beacon, which must be the last.', links[0]);
  }
  const problem = 'beacon-wrong';
  found.addAll(beaconProblems(announcement));
  const value = 'value' in beacon ? beacon.value : drandValue(beacon.signature);
  for (const i of links) {
    if (chain.iterations(i) !== iterations || toHex(chain.value(i) ?? new Uint8Array()) !== value)
      found.add(problem, `The beacon in the key (contribution ${i}) is not the one that was announced.`, i);
  }
}
