import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../ports.js';
import { Redis } from './redis.js';

/** The slots of a cluster, among which its masters share the keys. */
const SLOTS = 16_384;
/** A node speaks with the others at its port plus this. */
const BUS = 10_000;

/** A Redis Cluster of one test: masters on loopback, without replicas. */
export class RedisCluster implements AsyncDisposable {
  readonly #nodes: readonly Redis[];
  /** The nodes' ports on 127.0.0.1. */
  readonly ports: readonly number[];

  private constructor(nodes: readonly Redis[], ports: readonly number[]) {
    this.#nodes = nodes;
    this.ports = ports;
  }

  /** Starts an empty one, and resolves when each node knows the others. @param path `findRedis()` */
  static async create(path: string, masters = 3): Promise<RedisCluster> {
    const nodes: Redis[] = [];
    const ports: number[] = [];
    const cluster = new RedisCluster(nodes, ports);
    try {
      for (let i = 0; i < masters; i++) {
        const port = await freePort([BUS]);
        ports.push(port);
        const settings = {
          port: `${port}`,
          bind: '127.0.0.1',
          'cluster-enabled': 'yes',
          'cluster-port': `${port + BUS}`,
        };
        nodes.push(await Redis.create(path, settings));
      }
      await cluster.#join();
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Runs one command by redis-cli on each node. */
  commandEach(...words: readonly string[]): Promise<string[][]> {
    return Promise.all(this.#nodes.map((node) => node.command(...words)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.#nodes) await node[Symbol.asyncDispose]();
  }

  async #join(): Promise<void> {
    const share = (place: number): number => Math.floor((place * SLOTS) / this.#nodes.length);
    for (const [place, node] of this.#nodes.entries()) {
      await node.command('CLUSTER', 'ADDSLOTSRANGE', `${share(place)}`, `${share(place + 1) - 1}`);
      const met = this.ports[0] ?? 0;
      if (place > 0) await node.command('CLUSTER', 'MEET', '127.0.0.1', `${met}`, `${met + BUS}`);
    }
    const whole = /cluster_state:ok.*cluster_known_nodes:(\d+)/s;
    for (;;) {
      const infos = await this.commandEach('CLUSTER', 'INFO');
      if (infos.every((lines) => whole.exec(lines.join('\n'))?.[1] === `${this.#nodes.length}`)) return;
      await sleep(20);
    }
  }
}
