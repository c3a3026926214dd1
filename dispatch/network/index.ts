export { createNetworkSimplex, type NetworkAnswer, type NetworkSimplex } from './network-simplex.ts';
export { matchKeys } from './key-match.ts';
