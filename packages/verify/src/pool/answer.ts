import type { Work } from '@fedzk/core/crew';
import { createVerifier, type Verifier } from '../verifier.js';
import type { Answer, KeyMessage, Question } from './messages.js';

/** Makes a worker's answers from its first message, which has the key. */
export function begin(key: KeyMessage): Work<Question, Answer> {
  const verifier = verifierOf(key);
  return (question) => ({ answer: answer(verifier, question) });
}

/** Makes the verifier of a key that the calling thread has checked. That thread decided about insecure keys. */
export function verifierOf({ key, curve }: KeyMessage): Verifier {
  return createVerifier(key, { format: 'fedzk', curve, allowInsecure: true });
}

/** Answers one question. */
export function answer(verifier: Verifier, question: Question): Answer {
  if ('statement' in question) return verifier.explain(...question.statement);
  return verifier.verifyBatch(question.batch.map(([proof, publicSignals]) => ({ proof, publicSignals }))).failed;
}
