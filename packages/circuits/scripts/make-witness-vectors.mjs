/**
 * Writes the files of `witness-vectors.ts` to `packages/vectors`. Run it as `npm run
 * witness-vectors`; the bytes are the same each time.
 */
import { output } from '../../vectors/make/output.mjs';
import { vectors } from './witness-vectors.ts';

for (const [path, content] of Object.entries(await vectors())) output(path, content, 2);
