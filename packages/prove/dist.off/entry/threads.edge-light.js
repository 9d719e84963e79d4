import {
  FedzkError,
  threadsOf
} from "../chunks/chunk-CDJH4KXM.js";
import "../chunks/chunk-T73MYLWU.js";
import "../chunks/chunk-ED4BJENL.js";
import "../chunks/chunk-WTGXWEXQ.js";
import "../chunks/chunk-IGNW4KY5.js";
import {
  createProver
} from "../chunks/chunk-I7OAYP2J.js";
import "../chunks/chunk-J5CXC6YB.js";
import {
  asOptions
} from "../chunks/chunk-6TLVGOQL.js";
import "../chunks/chunk-WSFCRVEQ.js";

// src/entry/threads.edge-light.ts
async function createProver2(options) {
  threadsOf(asOptions(options), 1);
  return createProver(options);
}
export {
  FedzkError,
  createProver2 as createProver
};
