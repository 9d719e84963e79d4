// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, root, rustDir } from './paths.mjs';
import { Problem } from './problem.mjs';

/** The pinned version of wasm-pack. */
export const WASM_PACK = '0.15.1';

/** The pinned version of circomspect. */
export const CIRCOMSPECT = '0.9.0';

/** The pinned version of cargo-fuzz. */
export const CARGO_FUZZ = '0.13.2';

/** The pinned version of compliance-trestle: it reads OSCAL 1.2.1. */
export const TRESTLE = '5.2.0';

/** @returns {string} the oldest Node that works, e.g. "20.19" */
export function nodeMinimum() {
  return readJson(join(root, 'package.json')).engines.node.replace('>=', '');
}

/** @returns {string} the pinned package manager, e.g. "pnpm@10.34.9" */
export function packageManager() {
  return readJson(join(root, 'package.json')).packageManager;
}

/** @returns {string} the oldest Rust that works, as rust/Cargo.toml says */
export function rustMinimum() {
  return find('Cargo.toml', /^rust-version = "([\d.]+)"/m);
}

/** @returns {string} the version of wasm-bindgen in rust/Cargo.lock, which its commands have to have too */
export function wasmBindgen() {
  return find('Cargo.lock', /^name = "wasm-bindgen"\nversion = "([\d.]+)"/m);
}

/** @param {string} name a file of rust/ @param {RegExp} pattern @returns {string} what its first group matches */
function find(name, pattern) {
  const file = join(rustDir, name);
  const match = existsSync(file) ? pattern.exec(readFileSync(file, 'utf8')) : undefined;
  if (!match?.[1]) throw new Problem(`rust/${name} is missing, or it has no line like ${pattern.source}`);
  return match[1];
}

/** @param {string} version @param {string} minimum @returns {boolean} whether version >= minimum, by its numbers */
export function atLeast(version, minimum) {
  const [a, b] = [version, minimum].map((text) => text.replace(/^v/, '').split(/[.-]/).map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
