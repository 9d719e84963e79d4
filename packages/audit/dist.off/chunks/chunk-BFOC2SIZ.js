import {
  instantiate
} from "./chunk-DJIS66Z3.js";

// src/entry/load.workerd.ts
import module from "../core.wasm";
instantiate(module);
