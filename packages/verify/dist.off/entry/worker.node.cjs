var import_chunk_34PMQ67Q = require("../chunks/chunk-34PMQ67Q.cjs");
var import_chunk_Q33GGBLN = require("../chunks/chunk-Q33GGBLN.cjs");
var import_chunk_IZOPJL6V = require("../chunks/chunk-IZOPJL6V.cjs");
var import_chunk_JFKCXCCT = require("../chunks/chunk-JFKCXCCT.cjs");
var import_node_worker_threads = require("node:worker_threads");
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
  return (0, import_chunk_34PMQ67Q.createVerifier)(key, { format: "fedzk", curve, allowInsecure: true });
}
function answer(verifier, question) {
  if ("statement" in question) return verifier.explain(...question.statement);
  return verifier.verifyBatch(question.batch.map(([proof, publicSignals]) => ({ proof, publicSignals }))).failed;
}
import_node_worker_threads.parentPort?.on(
  "message",
  answering((reply) => import_node_worker_threads.parentPort?.postMessage(reply))
);
