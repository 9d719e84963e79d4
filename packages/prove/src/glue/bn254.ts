// Exported by name, so that the rest of the glue, such as fetching its module, stays out of bundles.
export {
  GradientUpdate,
  initSync,
  KeyHeader,
  Quotient,
  Refusal,
  Sum,
  selfTest,
} from '../../wasm/fedzk_prove_bn254.js';
