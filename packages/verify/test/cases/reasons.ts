// Why a case is refused: what rule it breaks, and what follows where a verifier lets it pass.
import type { VerifyStatus } from '@fedzk/verify';
import type { CaseClass } from './case.js';

/** What a class means to who lets it pass. */
export const CLASSES: Readonly<Record<CaseClass, string>> = {
  soundness: 'A statement that nobody proved would be accepted, or could be.',
  aliasing: 'The same proof, signal or key would count under a second value, which slips past a check for repeats.',
  encoding: 'The same value would have a second spelling, or nonsense one.',
  robustness: 'No type or shape that snarkjs writes; what is made of it is chance.',
  accepted: 'Unusual and right.',
};

type Rule = Exclude<VerifyStatus, 'ok'> | 'invalid-verification-key' | 'unsupported';

/** What a status stands for, in general and in a class. */
const RULES: Readonly<Record<Rule, { readonly rule: string } & Partial<Record<CaseClass, string>>>> = {
  'malformed-proof': {
    rule: 'This is not the form of a proof.',
    encoding: 'A number has one spelling, a point one encoding, and names are exact.',
    aliasing: 'Points are affine, z is 1: else each has as many forms as the field has elements.',
  },
  'malformed-signals': {
    rule: 'Signals are a list of canonical decimal strings.',
    encoding: 'A number has one spelling: decimal, without sign, blanks or leading zeros.',
  },
  'signal-count': { rule: 'There are exactly as many signals as the key has, no matter what is missing.' },
  'signal-range': {
    rule: 'A signal is from 0 to below r.',
    aliasing: 'A signal is below r: with r added it is another number and the same element.',
  },
  'coordinate-range': {
    rule: 'A coordinate is from 0 to below p.',
    aliasing: 'A coordinate is below p: with p added it is another number and the same element.',
  },
  infinity: { rule: 'No point of an honest proof is infinity, and its pairing with anything is 1.' },
  'not-on-curve': { rule: 'The formulas mean nothing for points off the curve.' },
  'not-in-subgroup': {
    rule: 'A point has the order r: for others the pairing is not what the proof of soundness says.',
    aliasing: 'A point has the order r: the pairing does not see what was added, so one proof has many forms.',
  },
  equation: { rule: 'All is well-formed, and the pairing equation does not hold.' },
  'invalid-verification-key': {
    rule: 'This is no verification key.',
    soundness: 'A key with such a point, or such a count of points, binds its signals to nothing or means nothing.',
    aliasing: 'A key would have a second form, and a second hash.',
    encoding: 'A number has one spelling, a point one encoding, and names are exact.',
  },
  unsupported: { rule: 'The curve is unknown.' },
};

/** The reason of a case. */
export function reasonOf(status: Rule | 'ok', caseClass: CaseClass): string {
  if (status === 'ok') return CLASSES.accepted;
  const { rule, [caseClass]: special } = RULES[status];
  return special ?? rule;
}
