// A user's program that imports every public name; the packaging tests compile it, and compare the names.
import {
  type Config,
  createServer,
  FedzkError,
  type FedzkErrorCode,
  type Mode,
  makeSystem,
  type Role,
  type RunningServer,
  readConfig,
  type ServerOptions,
  type Status,
} from '@fedzk/server';

const role: Role = 'leader';
const mode: Mode = 'development';
await makeSystem({ data: '/tmp/fedzk', mode, roles: [role] });
const config: Config = readConfig({ role, mode, data: '/tmp/fedzk' });
const options: ServerOptions = { version: '0.0.0', report: (error) => console.error(error) };
const server: RunningServer = await createServer(config, options);
const status: Status = await server.status();
const code: FedzkErrorCode | undefined = status instanceof FedzkError ? status.code : undefined;
console.log(code);
await server.drain(1_000);
await server.close();
