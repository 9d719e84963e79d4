export { findPostgres, Postgres } from './postgres.js';
export { findRedis, Redis } from './redis.js';
export { RedisCluster } from './redis-cluster.js';
export { PrivateServer } from './server.js';
export { findSoftHsm, type Pins, SoftHsm, setTokenFlags } from './softhsm.js';
export { findTool, type Tool } from './tool.js';
