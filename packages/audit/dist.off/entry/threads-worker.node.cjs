var import_chunk_H6ZGPJUB = require("../chunks/chunk-H6ZGPJUB.cjs");
var import_chunk_D5RRCH5X = require("../chunks/chunk-D5RRCH5X.cjs");
var import_chunk_B2ATX3S6 = require("../chunks/chunk-B2ATX3S6.cjs");
var import_chunk_PB6VERCX = require("../chunks/chunk-PB6VERCX.cjs");
var import_node_worker_threads = require("node:worker_threads");
var import_core = require("@fedzk/core");
function answering(readerOf, post) {
  let start;
  let reader;
  let before = Promise.resolve();
  return (message) => {
    if ("place" in message) {
      start = message;
      post({ checked: [] });
      return;
    }
    before = before.then(async () => {
      if (start === void 0) return;
      reader ??= (0, import_chunk_B2ATX3S6.plainReader)(readerOf(start.place), void 0);
      post(await all((0, import_chunk_B2ATX3S6.checkedBundles)(reader, start.plan, { ...start, ...message })));
    });
  };
}
async function all(bundles) {
  const checked = [];
  try {
    for await (const bundle of bundles) checked.push(bundle);
    return { checked };
  } catch (error) {
    return { checked, error: plain(error) };
  }
}
function plain(error) {
  if (error instanceof import_core.FedzkError) return { code: error.code, message: error.message };
  return { code: "worker", message: error instanceof Error ? error.message : "A thread failed for an unknown reason." };
}
import_node_worker_threads.parentPort?.on(
  "message",
  answering(import_chunk_H6ZGPJUB.nodeReader, (answer) => import_node_worker_threads.parentPort?.postMessage(answer))
);
