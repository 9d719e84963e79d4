/** A program that contributes to a file, and tells the most memory that it had: `large-contributor IN OUT`. */
import { contribute } from '@fedzk/prove/ceremony';
import { fileSink, openKeyFile } from '@fedzk/prove/node';

const [from = '', to = ''] = process.argv.slice(2);
const zkey = await openKeyFile(from);
const { hash } = await contribute(zkey, fileSink(to), { name: 'large', threads: 2 });
await zkey.close();
// In kilobytes, threads included.
process.stdout.write(JSON.stringify({ hash, megabytes: process.resourceUsage().maxRSS / 1024 }));
