// By name: what the glue has beside these, such as fetching its module, stays out of bundles.
export {
  GradientUpdate,
  initSync,
  KeyHeader,
  Quotient,
  Refusal,
  Sum,
  selfTest,
} from '../../wasm/fedzk_prove_bn254.js';
