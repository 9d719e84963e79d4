import {
  instantiate,
  provideArgon2
} from "./chunk-OYAE5STL.js";

// src/entry/load.workerd.ts
import { swizzlesRelaxed } from "@fedzk/core";
import argon2 from "../argon2.wasm";
import relaxed from "../core.relaxed.wasm";
import strict from "../core.wasm";
import probe from "../swizzle-probe.wasm";
instantiate(swizzlesRelaxed(probe) ? relaxed : strict);
provideArgon2(argon2);
