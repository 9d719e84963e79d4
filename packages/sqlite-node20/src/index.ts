/**
 * Opens SQLite databases by the prebuilt library of `libsql`. `@fedzk/agg/sqlite` uses it in Node 20, which has no
 * `node:sqlite`. Pass parameters as one array: a lone Buffer as an argument makes libsql 0.5 end the process.
 *
 * @example
 * ```ts
 * const database = new Database('leader.db');
 * database.prepare('SELECT ?').all([1]);
 * ```
 */
export { default as Database } from 'libsql';
