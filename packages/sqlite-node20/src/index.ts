/**
 * SQLite by the prebuilt library of `libsql`. `@fedzk/agg/sqlite` takes it in Node 20, which has no `node:sqlite`.
 * Parameters go as one array: over a lone Buffer as an argument, libsql ends the process.
 *
 * @example
 * ```ts
 * const database = new Database('leader.db');
 * database.prepare('SELECT ?').all([1]);
 * ```
 */
export { default as Database } from 'libsql';
