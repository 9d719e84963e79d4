// @ts-check
// Builds the page to contribute with. Its worker is in it as a text, since a page of one file has no other files.
import { ADDRESSES, assemble, scriptOf } from '../shared/build.mjs';

/** Returns the page's HTML. @returns {Promise<string>} */
export default async function page() {
  const worker = await scriptOf(new URL('worker.ts', import.meta.url));
  const script = await scriptOf(new URL('page.ts', import.meta.url), { WORKER: JSON.stringify(worker) });
  return assemble(new URL('page.html', import.meta.url), script, ['worker-src blob:', ADDRESSES]);
}
