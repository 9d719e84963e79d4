// The meters in memory against models that are plain and slow, under random calls.

import { timedInMemory } from './support/memory.js';
import { testModels } from './support/models.js';

testModels(timedInMemory, 300);
