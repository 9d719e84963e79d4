/**
 * Writes the file of `statement-vectors.ts` to `packages/vectors`. Run it as `npm run
 * statement-vectors`; the bytes are the same each time.
 */
import { output } from '../../vectors/make/output.mjs';
import { statementVectors } from './statement-vectors.ts';

for (const [path, content] of Object.entries(await statementVectors())) output(path, content, 2);
