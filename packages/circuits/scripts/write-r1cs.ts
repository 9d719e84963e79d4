/**
 * Writes what the package has of its compiled circuits: each instance's SHA-256 in circuits.json, and in `r1cs` the files of those
 * that it brings. Run it as `npm run r1cs` when a circuit has changed.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { CIRCUITS } from '../src/circuits.js';
import { root } from './circom.js';
import { buildInstance, readInstances } from './instances.js';

const list = join(root, 'circuits.json');
let text = readFileSync(list, 'utf8');
mkdirSync(join(root, 'r1cs'), { recursive: true });
for (const { name, r1csSha256 } of readInstances()) {
  const r1cs = readFileSync(buildInstance(name).r1cs);
  text = text.replace(r1csSha256, createHash('sha256').update(r1cs).digest('hex'));
  if (!(name in CIRCUITS)) continue;
  const params = {
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: r1cs.length,
  };
  const packed = brotliCompressSync(r1cs, { params });
  writeFileSync(join(root, `r1cs/${name}.r1cs.br`), packed);
  console.log(`${name}: ${r1cs.length} bytes, ${packed.length} as Brotli`);
}
writeFileSync(list, text);
