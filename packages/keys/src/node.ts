export { directoryAnchor } from './anchor/directory.js';
export { fileBackend } from './backends/file.js';
export { backupFile } from './backup/file.js';
