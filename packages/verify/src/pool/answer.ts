import { createVerifier, type Verifier } from '../verifier.js';
import type { Answer, KeyMessage, Question, Reply, Task } from './messages.js';

/** What a worker does with its messages, of which the first brings the key. */
export function answering(reply: (reply: Reply) => void): (message: KeyMessage | Task) => void {
  let verifier: Verifier | undefined;
  return (message) => {
    if ('key' in message) {
      verifier = verifierOf(message);
      reply('ready');
    } else if (verifier !== undefined) {
      reply({ id: message.id, answer: answer(verifier, message.question) });
    }
  };
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
