import "../chunks/chunk-WFDV6XBV.js";
import {
  createVerifierPool
} from "../chunks/chunk-ILQWAHXU.js";
import "../chunks/chunk-6ACEIB75.js";
import "../chunks/chunk-GJBKAGF2.js";
import {
  FedzkError
} from "../chunks/chunk-RD6BAZHS.js";
import "../chunks/chunk-P433NVPT.js";
import "../chunks/chunk-YXXWBUJW.js";
export {
  FedzkError,
  createVerifierPool
};
