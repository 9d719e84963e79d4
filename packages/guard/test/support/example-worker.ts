import { worker } from '../../examples/worker.mjs';
import { exampleGuard } from './example-guard.js';

export default worker(exampleGuard(), (body) => (body as { readonly proof?: unknown } | null)?.proof === 'right');
