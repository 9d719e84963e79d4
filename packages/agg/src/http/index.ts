// The entry @fedzk/agg/http, which needs nothing but the Fetch API.

export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type { RoundRecord } from '../protocol/record.js';
export type { Authenticate, Principal, ServiceOptions } from './dispatch.js';
export { helperHandler, helperService } from './helper.js';
export { type LeaderServiceOptions, leaderHandler, leaderService } from './leader.js';
export type { Origins } from './origins.js';
export type { Send } from './peer.js';
export type { Problem, ProblemMembers } from './problems.js';
export { fetchResult, type ReadingOptions, type ReadResult } from './reading.js';
export type { ModelOf } from './records.js';
export { createReporter, type Reporter, type ReporterOptions, type Verdict } from './reporter.js';
export type { Pace } from './retry.js';
export type { ServedTask } from './served.js';
export type { Service } from './service.js';
