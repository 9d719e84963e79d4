// A pool's worker, after what may end it: listeners are called in their order.
import './mortal-guard.mjs';
import '@fedzk/verify/pool/worker';
