import { bundles } from '../../tsup.base.js';

const entries = ['src/index.ts', 'src/poseidon.ts'];

export default bundles({
  modules: entries,
  commonjs: entries,
  declarations: { index: 'src/index.ts', poseidon: 'src/poseidon.ts' },
});
