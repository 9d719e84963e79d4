export { directoryAnchor } from './anchor/directory.js';
export { backupFile } from './backup/file.js';
export { directoryStorage } from './storage/directory.js';
