import { type Crew, closed } from '@fedzk/core/crew';
import type { VerificationKeyInput } from '../input.js';
import { answer, verifierOf } from './answer.js';
import type { Answer, KeyMessage, Question } from './messages.js';
import { poolOf } from './pool.js';
import type { VerifierPool, VerifierPoolOptions } from './types.js';

/** Makes a pool for runtimes without workers: see pool.web.ts. */
export function createVerifierPool(
  verificationKey: VerificationKeyInput,
  options: VerifierPoolOptions = {},
): VerifierPool {
  return poolOf(verificationKey, options, crewHere);
}

/** Makes a crew that answers in the calling thread, so that no call waits. */
function crewHere(message: KeyMessage): Crew<Question, Answer> {
  const verifier = verifierOf(message);
  let open = true;
  let pending = 0;
  const admit = (signal?: AbortSignal): void => {
    if (!open) throw closed('pool');
    if (signal?.aborted) throw signal.reason;
  };
  const disposeAtEnd = (): void => {
    if (!open && pending === 0) verifier.dispose();
  };
  return {
    size: 0,
    get pending() {
      return pending;
    },
    admit,
    async ask(questions, { signal, answered } = {}) {
      pending++;
      try {
        return questions.map((question, place) => {
          const given = answer(verifier, question);
          answered?.(place);
          // `onProgress` may have aborted the call.
          if (signal?.aborted) throw signal.reason;
          return given;
        });
      } finally {
        pending--;
        disposeAtEnd();
      }
    },
    async ready() {
      admit();
    },
    async close() {
      open = false;
      disposeAtEnd();
    },
  };
}
