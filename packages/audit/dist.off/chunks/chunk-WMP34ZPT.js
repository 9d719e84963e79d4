import {
  instantiate
} from "./chunk-DJIS66Z3.js";

// src/entry/load.edge-light.ts
import module from "../core.wasm?module";
instantiate(module);
