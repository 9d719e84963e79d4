export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export { type Config, type Mode, type Role, readConfig } from './config.js';
export { createServer, type RunningServer, type ServerOptions } from './server.js';
export { makeSystem } from './start/first-start.js';
export type { Status } from './system.js';
