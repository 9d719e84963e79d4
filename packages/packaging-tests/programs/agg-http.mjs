import { aggHttpBody } from './agg-http-body.js';

console.log(JSON.stringify(await aggHttpBody()));
