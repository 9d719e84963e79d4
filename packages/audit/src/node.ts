export { directoryStorage } from './storage/directory.js';
