import { bundles } from '../../tsup.base.js';

export default bundles({
  modules: ['src/index.node.ts'],
  commonjs: ['src/index.node.ts'],
  declarations: { index: 'src/index.node.ts' },
  types: ['node'],
});
