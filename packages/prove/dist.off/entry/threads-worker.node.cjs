var import_chunk_FP2ZZ2EM = require("../chunks/chunk-FP2ZZ2EM.cjs");
var import_chunk_AYNLFBFI = require("../chunks/chunk-AYNLFBFI.cjs");
var import_chunk_7TGZL5HP = require("../chunks/chunk-7TGZL5HP.cjs");
var import_node_worker_threads = require("node:worker_threads");
var import_core = require("@fedzk/core");
var TELL_MS = 50;
function answering(post) {
  let key;
  return (message) => {
    if ("header" in message) key = load(message);
    else if (key !== void 0) void answer(key, message, post);
  };
}
function load({ curve, module: module2, header: section }) {
  const engine = (0, import_chunk_AYNLFBFI.instantiate)(curve, { glue: import_chunk_AYNLFBFI.GLUES[curve], module: module2 });
  const header = engine.glue.KeyHeader.read(section, new Uint32Array(1));
  return header && { engine, header };
}
async function answer(key, task, post) {
  let told = performance.now();
  try {
    const result = await (0, import_chunk_FP2ZZ2EM.work)(key, task, (done) => {
      if (performance.now() - told < TELL_MS) return void 0;
      told = performance.now();
      post({ done }, []);
      return void 0;
    });
    post({ result }, [result.buffer]);
  } catch (error) {
    post({ error: plain(error) }, []);
  } finally {
    (task.kind === "sum" ? task.scalars : task.witness).fill(0);
  }
}
function plain(error) {
  if (error instanceof import_core.FedzkError) return { code: error.code, message: error.message };
  return { code: "worker", message: error instanceof Error ? error.message : "A thread failed for an unknown reason." };
}
import_node_worker_threads.parentPort?.on(
  "message",
  answering((answer2, transfer) => import_node_worker_threads.parentPort?.postMessage(answer2, transfer))
);
