import "../chunks/chunk-WFDV6XBV.js";
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
