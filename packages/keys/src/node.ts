export { type FileBackendOptions, type FileLayer, fileBackend } from './backends/file.js';
