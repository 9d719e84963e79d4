export { guard, subjects } from '../guard/limiters.js';
