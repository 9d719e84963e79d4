import {
  instantiate
} from "./chunk-YXXWBUJW.js";

// src/entry/load.edge-light.ts
import module from "../core.wasm?module";
instantiate(module);
