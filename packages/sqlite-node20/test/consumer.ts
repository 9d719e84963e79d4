// A user's program that imports every public name; the packaging tests compile it, and compare the names.
import { Database } from '@fedzk/sqlite-node20';

export const open: typeof Database = Database;
