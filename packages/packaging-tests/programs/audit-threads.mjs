// Takes a folder or a URL, and the log's key.
import * as audit from '@fedzk/audit/threads';
import { threadsBody } from './audit-threads.js';

const [, , place = '', key = ''] = process.argv;
const where = place.startsWith('http:') ? { url: place } : { directory: place };
console.log(JSON.stringify(await threadsBody(audit, where, key)));
