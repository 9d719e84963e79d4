// @ts-check
// Builds the page that shows a manifest.
import { ADDRESSES, assemble, scriptOf } from '../shared/build.mjs';

/** Returns the page's HTML. @returns {Promise<string>} */
export default async function page() {
  const script = await scriptOf(new URL('page.ts', import.meta.url));
  return assemble(new URL('page.html', import.meta.url), script, [ADDRESSES]);
}
