import { fedzk, fedzkCalls } from './fedzk.js';
import { ffjavascriptApi, ffjavascriptInner } from './ffjavascript.js';
import type { Arithmetic } from './library.js';
import { mclApi, mclInner } from './mcl.js';
import { noble } from './noble.js';

/** Returns all libraries, ours first. Ratios are relative to the first. */
export function arithmetics(): Arithmetic[] {
  return [fedzk(), fedzkCalls(), ffjavascriptApi(), ffjavascriptInner(), noble(), mclApi(), mclInner()];
}
