export { type DirectoryStorageOptions, directoryStorage } from './storage/directory.js';
export { directoryReader } from './storage/reader.js';
