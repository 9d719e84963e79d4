import "../chunks/chunk-32BREI4B.js";
import {
  answering
} from "../chunks/chunk-6ACEIB75.js";
import "../chunks/chunk-GJBKAGF2.js";
import "../chunks/chunk-P433NVPT.js";
import "../chunks/chunk-EFGKE3X6.js";
import "../chunks/chunk-YXXWBUJW.js";

// src/entry/worker.node.ts
import { parentPort } from "node:worker_threads";
parentPort?.on(
  "message",
  answering((reply) => parentPort?.postMessage(reply))
);
