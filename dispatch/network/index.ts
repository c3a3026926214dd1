export { createNetworkSimplex, type NetworkAnswer, type NetworkSimplex } from './network-simplex.ts';
