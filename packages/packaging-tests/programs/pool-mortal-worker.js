import './pool-mortal-guard.js';
import '@fedzk/verify/pool/worker';
