export { openFile, readFile } from './file.js';
