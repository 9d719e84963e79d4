export { answering, type Work } from './answer.js';
export { type Crew, type CrewCall, type CrewOptions, closed, WorkerCrew } from './crew.js';
export type { Packed, Reply, Task } from './messages.js';
export type { CrewWorker } from './worker.js';
