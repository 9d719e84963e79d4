import {
  bls12_381_exports
} from "./chunk-WTGXWEXQ.js";
import {
  bn254_exports
} from "./chunk-IGNW4KY5.js";

// src/glue/both.ts
var GLUES = { bn254: bn254_exports, "bls12-381": bls12_381_exports };
function compiled(modules) {
  const source = (curve) => () => ({ glue: GLUES[curve], module: modules[curve] });
  return { bn254: source("bn254"), "bls12-381": source("bls12-381") };
}

export {
  compiled
};
