import {
  instantiate
} from "./chunk-YXXWBUJW.js";

// src/entry/load.workerd.ts
import { fusesMultiplyAdd } from "@fedzk/core";
import fma from "../core.fma.wasm";
import portable from "../core.wasm";
import probe from "../fma-probe.wasm";
instantiate(fusesMultiplyAdd(probe) ? fma : portable);
