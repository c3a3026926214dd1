import type { Connector } from '../../dispatch/index.ts';

/** A three-phase pile of 16 A at transformer T1, for stories about one connector: from 6 A, nothing when control is lost. */
export const PILE: Connector = {
  id: 'A/1',
  stationId: 'A',
  nodeId: 'T1',
  kind: 'AC',
  phases: ['L1', 'L2', 'L3'],
  voltageV: 230,
  ratingKw: 11.04,
  minimumKw: 4.14,
  failsafeKw: 0,
  weight: 1,
};
