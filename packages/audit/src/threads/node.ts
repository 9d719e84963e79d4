// The entry for Node, which also reads folders.

import { directoryReader } from '../storage/reader.js';
import type { LogReader } from '../storage/storage.js';
import { httpReader } from '../verify/http.js';
import type { LogPlace } from './messages.js';

export function nodeReader(place: LogPlace): LogReader {
  return 'url' in place ? httpReader(place.url) : directoryReader(place.directory);
}
