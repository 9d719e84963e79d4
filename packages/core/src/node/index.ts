export { reasonOf, watchOutput } from './command.js';
export { openFile, readFile } from './file.js';
export { readPrivateFile } from './private-file.js';
export { isRunning, type ProcessState, processState } from './processes.js';
export { removeStale } from './stale.js';
export { readWords, type ValueOf, type WordOption, type WordOptions, type Words } from './words.js';
