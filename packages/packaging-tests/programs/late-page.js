// Imports what may be refused where it can catch the refusal.
import { report } from './report.js';

report(async (input) => {
  const [{ body }, packages] = await Promise.all([import('./body.js'), import('./packages.js')]);
  return body(packages, input);
});
