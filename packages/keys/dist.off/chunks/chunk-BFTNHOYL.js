import {
  instantiate,
  provideArgon2
} from "./chunk-OYAE5STL.js";

// src/entry/load.edge-light.ts
import argon2 from "../argon2.wasm?module";
import module from "../core.wasm?module";
instantiate(module);
provideArgon2(argon2);
