import { bundles } from '../../tsup.base.js';

export default bundles({
  modules: ['src/index.ts'],
  commonjs: ['src/index.ts'],
  declarations: { index: 'src/index.ts' },
});
