import { keysBody } from './keys-body.js';

console.log(JSON.stringify(await keysBody()));
