export { directoryStorage } from './storage/directory.js';
export { directoryReader } from './storage/reader.js';
