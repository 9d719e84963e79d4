import {
  hex,
  hex2
} from "./chunk-UDANK2LZ.js";
import {
  instantiate,
  provideArgon2
} from "./chunk-OYAE5STL.js";

// src/entry/load.inline.ts
instantiate(hex2);
provideArgon2(hex);
