import "../chunks/chunk-QBAFA2U4.js";
import {
  FedzkError,
  checkRange,
  createQuantBuffer,
  dequantize,
  quantize
} from "../chunks/chunk-YJFTFIQB.js";
import "../chunks/chunk-YXXWBUJW.js";
export {
  FedzkError,
  checkRange,
  createQuantBuffer,
  dequantize,
  quantize
};
