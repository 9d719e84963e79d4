import { expect, it } from 'vitest';
import { memoryStorage } from '../../src/storage/memory.js';
import { alone, testStorage } from './conformance.js';
import { drivers, sqliteSubject } from './drivers.js';

testStorage('memory', async () => alone(memoryStorage()));

it('there is a driver for SQLite', () => expect(drivers.length).toBeGreaterThan(0));

for (const [name, driver] of drivers) testStorage(name, () => sqliteSubject(driver));
