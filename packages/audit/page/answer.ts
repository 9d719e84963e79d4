// Answers what the three texts of the page prove.

import { escaped, toHex } from '@fedzk/core';
import { decodeEvent } from '../src/events/entry.js';
import type { Trust } from '../src/note/policy.js';
import { readProof } from '../src/prove/entry.js';
import { REASONS } from '../src/reasons.js';
import { leafHash } from '../src/tree/tree.js';
import { type EntryStatus, explainEntry } from '../src/verify/entry.js';

export interface Given {
  readonly key: string;
  readonly entry: Uint8Array;
  readonly proof: string;
}

export interface Answer {
  readonly verdict: 'waiting' | 'yes' | 'no' | 'unusable';
  readonly title: string;
  readonly text: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
}

const NEWLINE = 0x0a;

export function answerTo({ key, entry, proof }: Given): Answer {
  const missing = [
    ...(key.trim() === '' ? ['a verifier key'] : []),
    ...(entry.length === 0 ? ['an entry'] : []),
    ...(proof.trim() === '' ? ['a proof'] : []),
  ];
  if (missing.length > 0) return answer('waiting', 'Not checked yet', `Missing: ${missing.join(', ')}.`);
  const trust: Trust = isPolicy(key) ? { policy: key } : { verifierKey: key.trim() };
  try {
    const status = explainEntry(entry, proof, trust);
    if (status === 'ok') return yes(entry, proof, '');
    // An editor may add a line end to a file, or a terminal to a line: it is not part of the entry.
    const cut = entry.subarray(0, -1);
    if (entry.at(-1) === NEWLINE && explainEntry(cut, proof, trust) === 'ok') {
      return yes(cut, proof, ' It was given with a newline behind it, which is not part of it.');
    }
    return no(status, key, proof);
  } catch (error) {
    return answer('unusable', '✗ The key can’t be used', error instanceof Error ? error.message : 'unknown error');
  }
}

/** Whether a text is a policy, and not a key. */
export function isPolicy(text: string): boolean {
  return /^[ \t]*(?:log|quorum)[ \t]/m.test(text);
}

function yes(entry: Uint8Array, proof: string, remark: string): Answer {
  const { index = 0, checkpoint: { origin = '', size = 0 } = {} } = readProof(proof) ?? {};
  const event = decodeEvent(entry);
  return answer('yes', '✓ Yes', `Exactly these bytes are in the log, and its key has signed that.${remark}`, [
    ['Log', origin],
    ['Index', String(index)],
    ...(event === undefined
      ? []
      : ([
          ['Time', `${event.time}, as the entry says`],
          ['What', `${event.operation} of ${event.resource}: ${event.result}`],
          ['Who', event.user_id],
        ] as const)),
    ['Log’s size', `${size} ${size === 1 ? 'entry' : 'entries'} when it was signed`],
    ['Leaf hash', toHex(leafHash(entry))],
  ]);
}

function no(status: Exclude<EntryStatus, 'ok'>, key: string, proof: string): Answer {
  const origin = readProof(proof)?.checkpoint.origin;
  const wanted = isPolicy(key) ? undefined : key.trim().split('+')[0];
  const other = origin !== undefined && wanted !== undefined && origin !== wanted;
  const remark = other ? ` The proof says it is of ${quoted(origin)}, and the key is that of ${quoted(wanted)}.` : '';
  const reason = REASONS[status];
  return answer('no', '✗ No', `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.${remark}`);
}

const quoted = (text: string): string => `“${text.slice(0, 80)}”`;

function answer(verdict: Answer['verdict'], title: string, text: string, facts: Answer['facts'] = []): Answer {
  // Characters that change the direction of text would show another log, entry or person than the proof's.
  return { verdict, title, text: escaped(text), facts: facts.map(([name, value]) => [name, escaped(value)]) };
}
