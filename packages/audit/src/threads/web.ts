// The entry for runtimes without folders.

import type { LogReader } from '../storage/storage.js';
import { httpReader } from '../verify/http.js';
import type { LogPlace } from './messages.js';
import { noFolders } from './verify.js';

export function webReader(place: LogPlace): LogReader {
  if ('url' in place) return httpReader(place.url);
  throw noFolders();
}
