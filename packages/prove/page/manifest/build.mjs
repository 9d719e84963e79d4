// @ts-check
// Builds the page that shows a manifest.
import { assemble, scriptOf } from '../shared/build.mjs';

/** Returns the page's HTML. @returns {Promise<string>} */
export default async function page() {
  return assemble(new URL('page.html', import.meta.url), await scriptOf(new URL('page.ts', import.meta.url)));
}
