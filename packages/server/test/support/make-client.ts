// A program that makes a client in the folder that it is given.

import { ClientHome } from '../../src/client/home.js';

const [, , home = ''] = process.argv;
await ClientHome.create(home, 'client_a');
