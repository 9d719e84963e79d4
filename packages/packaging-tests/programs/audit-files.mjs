import { directoryStorage } from '@fedzk/audit/node';
import { auditBody } from './audit-body.js';

console.log(JSON.stringify(await auditBody(directoryStorage(process.argv[2] ?? 'audit'))));
