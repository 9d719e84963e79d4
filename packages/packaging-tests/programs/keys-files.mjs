import { fileBackend } from '@fedzk/keys/node';
import { storeBody } from './keys-body.js';

console.log(JSON.stringify(await storeBody(fileBackend(process.argv[2] ?? 'keys'))));
