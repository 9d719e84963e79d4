import {
  createVerifier
} from "./chunk-GJBKAGF2.js";

// src/pool/answer.ts
function answering(reply) {
  let verifier;
  return (message) => {
    if ("key" in message) {
      verifier = verifierOf(message);
      reply("ready");
    } else if (verifier !== void 0) {
      reply({ id: message.id, answer: answer(verifier, message.question) });
    }
  };
}
function verifierOf({ key, curve }) {
  return createVerifier(key, { format: "fedzk", curve, allowInsecure: true });
}
function answer(verifier, question) {
  if ("statement" in question) return verifier.explain(...question.statement);
  return verifier.verifyBatch(question.batch.map(([proof, publicSignals]) => ({ proof, publicSignals }))).failed;
}

export {
  answering,
  verifierOf,
  answer
};
