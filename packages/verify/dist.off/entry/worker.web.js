import {
  answering
} from "../chunks/chunk-6ACEIB75.js";
import "../chunks/chunk-GJBKAGF2.js";
import "../chunks/chunk-P433NVPT.js";
import "../chunks/chunk-7XGITFR2.js";
import "../chunks/chunk-EFGKE3X6.js";
import "../chunks/chunk-YXXWBUJW.js";

// src/entry/worker.web.ts
var take = answering((reply) => postMessage(reply));
addEventListener("message", ({ data }) => take(data));
