import "../chunks/chunk-32BREI4B.js";
import "../chunks/chunk-EFGKE3X6.js";
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
