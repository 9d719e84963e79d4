import type { Work } from '@fedzk/core/crew';
import { createVerifier, type Verifier } from '../verifier.js';
import type { Answer, KeyMessage, Question } from './messages.js';

/** What a worker does, whose first message brings the key. */
export function begin(key: KeyMessage): Work<Question, Answer> {
  const verifier = verifierOf(key);
  return (question) => ({ answer: answer(verifier, question) });
}

/** The verifier of a key that the calling thread has checked, which decided whether an insecure one is taken. */
export function verifierOf({ key, curve }: KeyMessage): Verifier {
  return createVerifier(key, { format: 'fedzk', curve, allowInsecure: true });
}

/** The answer to one question. */
export function answer(verifier: Verifier, question: Question): Answer {
  if ('statement' in question) return verifier.explain(...question.statement);
  return verifier.verifyBatch(question.batch.map(([proof, publicSignals]) => ({ proof, publicSignals }))).failed;
}
