import { directoryStorage } from '@fedzk/keys/node';
import { storeBody } from './keys-body.js';

console.log(JSON.stringify(await storeBody(directoryStorage(process.argv[2] ?? 'keys'))));
