import {
  hex
} from "./chunk-EFGKE3X6.js";
import {
  instantiate
} from "./chunk-YXXWBUJW.js";

// src/entry/load.inline.ts
instantiate(hex);
