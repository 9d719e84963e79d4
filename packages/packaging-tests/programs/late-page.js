// Imports packages dynamically, so that it can catch an import that fails.
import { report } from './report.js';

report(async (input) => {
  const [{ body }, packages] = await Promise.all([import('./body.js'), import('./packages.js')]);
  return body(packages, input);
});
