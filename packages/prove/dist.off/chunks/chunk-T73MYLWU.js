import {
  compiled
} from "./chunk-ED4BJENL.js";
import {
  provide
} from "./chunk-J5CXC6YB.js";

// src/entry/load.edge-light.ts
import bls12381 from "../prove-bls12-381.wasm?module";
import bn254 from "../prove-bn254.wasm?module";
provide(compiled({ bn254, "bls12-381": bls12381 }));
