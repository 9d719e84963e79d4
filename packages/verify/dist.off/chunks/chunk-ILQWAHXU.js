import {
  answer,
  verifierOf
} from "./chunk-6ACEIB75.js";
import {
  closed,
  poolOf
} from "./chunk-RD6BAZHS.js";

// src/pool/here.ts
function createVerifierPool(verificationKey, options = {}) {
  return poolOf(verificationKey, options, crewHere);
}
function crewHere(message) {
  const verifier = verifierOf(message);
  let open = true;
  let pending = 0;
  const admit = (signal) => {
    if (!open) throw closed();
    if (signal?.aborted) throw signal.reason;
  };
  const disposeAtEnd = () => {
    if (!open && pending === 0) verifier.dispose();
  };
  return {
    size: 0,
    get pending() {
      return pending;
    },
    admit,
    async ask(questions, signal, answered) {
      pending++;
      try {
        return questions.map((question, place) => {
          const given = answer(verifier, question);
          answered(place);
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
    }
  };
}

export {
  createVerifierPool
};
