// Whose signatures a checkpoint needs (C2SP tlog-policy).

import { asOptions, FedzkError, fieldsOf } from '@fedzk/core';
import { unexpected } from '../argument.js';
import { sameBytes } from '../bytes.js';
import { COSIGNATURE, ED25519, readVerifierKey, type VerifierKey } from './keys.js';
import type { Signer } from './signer.js';

/** Whose signatures a verifier requires: the log's key, which its signer has too, or the text of a policy file. */
export type Trust =
  | { readonly verifierKey: string }
  | Signer
  /** Lines `log`, `witness`, `group` and `quorum` of C2SP tlog-policy. */
  | { readonly policy: string };

/** The names of all that a {@link Trust} may have. */
export const TRUST: readonly ('policy' | keyof Signer)[] = ['verifierKey', 'policy', 'name', 'sign'];

/** A policy, read. */
export interface Policy {
  readonly log: VerifierKey;
  /** By their names in the policy. */
  readonly witnesses: ReadonlyMap<string, VerifierKey>;
  /** URLs of witnesses, by the same names, where there are any. */
  readonly urls: ReadonlyMap<string, string>;
  /** Tells whether these witnesses are enough. */
  quorum(witnesses: ReadonlySet<string>): boolean;
}

/**
 * Reads whose signatures a log's checkpoints need. Other properties are ignored.
 *
 * @throws {FedzkError} `invalid-argument`, also for both a key and a policy
 */
export function policyOf(given: Trust): Policy {
  if (typeof given !== 'object' || given === null) throw unexpected('options', '{ verifierKey } or { policy }', given);
  const { policy, verifierKey } = fieldsOf(
    given as { readonly policy?: string; readonly verifierKey?: string },
    ['policy', 'verifierKey'],
    'options',
  );
  if (policy !== undefined && verifierKey !== undefined) {
    throw new FedzkError(
      'invalid-argument',
      '"options" has both "verifierKey" and "policy"; give one: a policy has the log\'s key in its line "log".',
    );
  }
  if (policy !== undefined || 'policy' in asOptions(given)) return readPolicy(policy as string);
  const log = readVerifierKey(verifierKey as string);
  requireAlgorithm(log, ED25519, '"verifierKey"');
  return { log, witnesses: new Map(), urls: new Map(), quorum: () => true };
}

type Quorum = (witnesses: ReadonlySet<string>) => boolean;

/**
 * Reads a policy file.
 *
 * @throws {FedzkError} `invalid-argument`, with the number of the line
 */
export function readPolicy(text: string): Policy {
  if (typeof text !== 'string') throw unexpected('policy', 'the text of a policy', text);
  let log: VerifierKey | undefined;
  let quorum: Quorum | undefined;
  const witnesses = new Map<string, VerifierKey>();
  const urls = new Map<string, string>();
  const named = new Map<string, Quorum>([['none', () => true]]);
  /** A name may be in one group only, so that no witness counts twice. */
  const grouped = new Set<string>();
  const name = (word: string | undefined, rule: Quorum): void => {
    if (word === undefined || named.has(word)) throw new Error('expected a name that is not taken');
    named.set(word, rule);
  };
  const lookUp = (word = ''): Quorum => {
    const rule = named.get(word);
    if (rule === undefined) throw new Error(`knows no ${JSON.stringify(word.slice(0, 40))}`);
    return rule;
  };
  const commands: Readonly<Record<string, (words: readonly string[]) => void>> = {
    log: ([key = '', url, ...more]) => {
      if (log !== undefined || more.length > 0) throw new Error('expected one log: a key, and perhaps a URL');
      log = readVerifierKey(key, 'log');
      requireAlgorithm(log, ED25519, 'the log');
      if (url !== undefined) requireUrl(url);
    },
    witness: ([word = '', key = '', url, ...more]) => {
      if (more.length > 0) throw new Error('expected a name, a key, and perhaps a URL');
      const witness = readVerifierKey(key, 'witness');
      requireAlgorithm(witness, COSIGNATURE, 'a witness');
      // Under two names one witness would count as two.
      const twice = [...witnesses.values()].some((other) => sameBytes(other.key, witness.key));
      if (twice) throw new Error('has the key of another witness');
      name(word, (seen) => seen.has(word));
      witnesses.set(word, witness);
      if (url !== undefined) urls.set(word, requireUrl(url));
    },
    group: ([word, threshold = '', ...members]) => {
      if (members.includes('none')) throw new Error('expected names of witnesses and groups');
      const rules = members.map(lookUp);
      for (const member of members) {
        if (grouped.has(member)) throw new Error('names a member that is in a group already');
        grouped.add(member);
      }
      const least = leastOf(threshold, rules.length);
      if (least < 1 || least > rules.length) throw new Error('expected any, all, or a number of its members');
      name(word, (seen) => rules.filter((rule) => rule(seen)).length >= least);
    },
    quorum: ([word, ...more]) => {
      if (quorum !== undefined || more.length > 0) throw new Error('expected one name');
      quorum = lookUp(word);
    },
  };
  for (const [i, line] of text.split('\n').entries()) {
    try {
      if (hasControl(line)) throw new Error('expected no control character but the tab');
      const [command = '', ...words] = line.split(/[ \t]+/).filter(Boolean);
      if (command === '' || command.startsWith('#')) continue;
      const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
      if (run === undefined) throw new Error('expected log, witness, group or quorum');
      run(words);
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unreadable';
      throw new FedzkError('invalid-argument', `"policy", line ${i + 1}: ${why}`);
    }
  }
  if (log === undefined || quorum === undefined) {
    throw new FedzkError('invalid-argument', '"policy" expected a line "log" and a line "quorum".');
  }
  return { log, witnesses, urls, quorum };
}

function hasControl(line: string): boolean {
  return [...line].some((c) => (c < ' ' && c !== '\t') || c === '\u007f');
}

/** Reads how many of a group's members must have signed; 0 for an invalid word. */
function leastOf(threshold: string, members: number): number {
  if (threshold === 'any') return 1;
  if (threshold === 'all') return members;
  return /^[1-9]\d{0,3}$/.test(threshold) ? Number(threshold) : 0;
}

function requireAlgorithm(key: VerifierKey, algorithm: number, whose: string): void {
  if (key.algorithm === algorithm) return;
  throw new FedzkError(
    'invalid-argument',
    `${whose} expected a key of type ${algorithm}, got one of type ${key.algorithm}.`,
  );
}

function requireUrl(url: string): string {
  if (/^https?:\/\/\S+$/.test(url)) return url;
  throw new Error('expected a URL with http or https');
}
