export { fileBackend } from './backends/file.js';
