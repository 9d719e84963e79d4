import { auditBody } from './audit-body.js';
import { report } from './report.js';

report(() => auditBody());
