import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PrivateServer, temporaryFolder } from './server.js';
import { findTool, type Tool } from './tool.js';

const run = promisify(execFile);

/** PostgreSQL's server, which Debian has beside PATH. */
export function findPostgres(): Tool {
  return findTool('postgres', ['/usr/lib/postgresql/*/bin']);
}

/** A PostgreSQL of one test. Access to its folder gives access as its superuser `fedzk`. */
export class Postgres extends PrivateServer {
  readonly #path: string;
  readonly #bin: string;

  private constructor(
    made: ReturnType<typeof temporaryFolder>,
    path: string,
    settings: Readonly<Record<string, string>>,
  ) {
    // Small: several may run at once. No TCP: nobody else can reach it.
    const own = { listen_addresses: '', unix_socket_directories: made.folder, shared_buffers: '16MB', ...settings };
    super(made, {
      command: path,
      args: [
        '-D',
        join(made.folder, 'data'),
        ...Object.entries(own).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      ready: /database system is ready to accept (read-only )?connections/,
    });
    this.#path = path;
    // PATH may have a link to it alone.
    this.#bin = dirname(realpathSync(path));
  }

  /**
   * Makes a database and starts its server.
   *
   * @param path {@link findPostgres}
   * @param settings of postgresql.conf, such as `max_connections`
   */
  static async create(path: string, settings: Readonly<Record<string, string>> = {}): Promise<Postgres> {
    const made = temporaryFolder('postgres');
    const server = new Postgres(made, path, settings);
    const args = [
      '-D',
      join(made.folder, 'data'),
      '-U',
      'fedzk',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-locale',
      '--no-sync',
    ];
    return server.begun(async () => {
      await run(join(server.#bin, 'initdb'), args, { cwd: made.folder, ...made.user });
      await server.start();
    });
  }

  /** Makes a standby, which streams what this server commits. It is asynchronous until this server waits for it. */
  async createStandby(): Promise<Postgres> {
    const made = temporaryFolder('postgres');
    const standby = new Postgres(made, this.#path, {});
    const { host, user } = this.connection;
    const args = ['-D', join(made.folder, 'data'), '-h', host, '-U', user, '-R', '-X', 'stream', '-c', 'fast', '-N'];
    return standby.begun(async () => {
      await run(join(this.#bin, 'pg_basebackup'), args, { cwd: made.folder, ...made.user });
      await standby.start();
    });
  }

  /** For a client such as `pg.Pool`, which takes the folder as the host. */
  get connection(): { readonly host: string; readonly user: string; readonly database: string } {
    return { host: this.folder, user: 'fedzk', database: 'postgres' };
  }

  /** Runs statements by psql. @returns the rows, a line each, their columns separated by `|` */
  async query(sql: string): Promise<string[]> {
    const { host, user, database } = this.connection;
    const args = ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-h', host, '-U', user, '-d', database, '-c', sql];
    const { stdout } = await run(join(this.#bin, 'psql'), args);
    return stdout.split('\n').filter((line) => line !== '');
  }
}
