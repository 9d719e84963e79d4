import {
  provide
} from "./chunk-J5CXC6YB.js";

// src/entry/load.inline.ts
provide({ bn254: () => import("../entry/bn254.inline.js"), "bls12-381": () => import("../entry/bls12-381.inline.js") });
