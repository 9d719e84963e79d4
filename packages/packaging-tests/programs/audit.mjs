import { auditBody } from './audit-body.js';

console.log(JSON.stringify(await auditBody()));
