import {
  DEFAULT_LEVEL,
  FedzkError,
  SECURITY_LEVELS,
  countContributions,
  createQuantizer
} from "../chunks/chunk-P4AQ6YYK.js";
import "../chunks/chunk-T73MYLWU.js";
import "../chunks/chunk-ED4BJENL.js";
import "../chunks/chunk-WTGXWEXQ.js";
import "../chunks/chunk-IGNW4KY5.js";
import {
  createProver
} from "../chunks/chunk-I7OAYP2J.js";
import {
  createCircomWitness,
  createGradientUpdateWitness
} from "../chunks/chunk-J5CXC6YB.js";
import "../chunks/chunk-6TLVGOQL.js";
import "../chunks/chunk-WSFCRVEQ.js";
export {
  DEFAULT_LEVEL,
  FedzkError,
  SECURITY_LEVELS,
  countContributions,
  createCircomWitness,
  createGradientUpdateWitness,
  createProver,
  createQuantizer
};
