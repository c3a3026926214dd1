import type { Transformer } from '../thermal/index.ts';

/**
 * The grid as a tree: what is connected where, and what each wire carries.
 * Static between changes of the configuration; everything that moves is in the snapshot.
 */

export type NodeId = string;
export type StationId = string;
/** `<stationId>/<connector number>`, e.g. `A07/1`. In OCPP 2.x the number is that of the EVSE. */
export type ConnectorId = `${string}/${number}`;

export type Phase = 'L1' | 'L2' | 'L3';
export const PHASES: readonly Phase[] = ['L1', 'L2', 'L3'];

/** A grid node: substation > transformer > feeder > panel. */
export type GridNode = {
  readonly id: NodeId;
  /** `station`: the connectors of one station, while another system limits it as a whole. Never in a grid file. */
  readonly kind: 'substation' | 'transformer' | 'feeder' | 'panel' | 'station';
  readonly parentId?: NodeId;
  /** Thermal rating of the node as a whole; undefined = no limit in kW. */
  readonly ratingKw?: number;
  /** Rating of each phase conductor; undefined = no limit in A. */
  readonly ratingA?: number;
  /** Line-to-neutral voltage that turns kW into A. */
  readonly voltageV: number;
  /** Share of every limit that stays unused, 0 <= margin < 1. */
  readonly margin: number;
  /** The base load below this node; undefined = the sum of the children's (0 at a leaf). */
  readonly baseLoad?: BaseLoadSource;
  /** Rows of a site with line-to-line wiring; each holds iff |sum coef_i I_i e^(j phase_i)| <= limitA. */
  readonly phasorRows?: readonly PhasorRow[];
  /**
   * Charging below the node is not raised faster than this, in percent of its rating a minute; never in the way of minimum powers, failsafe shares and
   * decreases. undefined = as fast as it is proven.
   */
  readonly rampPercentPerMinute?: number;
  /** Its transformer, where its temperature is to be watched. Never part of its capacity. */
  readonly transformer?: Transformer;
};

/** Where a node's base load is learned from, and the bounds of what may be believed. */
export type BaseLoadSource = {
  /** `meter`: a site meter over MQTT; `fixed`: no meter, `maximumKw` always counts. */
  readonly kind: 'meter' | 'fixed';
  /** `total`: the meter sees base load and chargers; `base`: it sees the base load alone. Default of the grid file: total. */
  readonly measures: 'total' | 'base';
  /** The most that all base load below this node can be; counts while the meter is silent and in the commissioning rule. */
  readonly maximumKw: number;
  /** Fastest growth to be expected, from the site's own history (P99.9 ramp); added to an ageing measurement. */
  readonly growthKwPerS: number;
};

export type PhasorRow = {
  readonly id: string;
  readonly limitA: number;
  /** Coefficient of each connector's line current; the connector's angle is `Connector.phaseDeg`. */
  readonly coefficients: Readonly<Record<ConnectorId, number>>;
};

/** A connector (gun, EVSE) and its electrical facts. Power everywhere is taken at the grid side. */
export type Connector = {
  readonly id: ConnectorId;
  readonly stationId: StationId;
  readonly nodeId: NodeId;
  readonly kind: 'AC' | 'DC';
  /** Phases it is wired to. Ignored (empty) for a line-to-line connector. */
  readonly phases: readonly Phase[];
  /**
   * The order of `phases` is that of the station's own terminals: what its meter calls L1 is phases[0], where a one-phase car charges. Without it
   * the order means nothing, and a car on one of three phases may be on any.
   */
  readonly phasesInOrder?: boolean;
  /** Angle of the line-to-line voltage for `PhasorRow`s; undefined on ordinary sites. */
  readonly phaseDeg?: number;
  /** Per phase for AC (line-to-neutral, or line-to-line where `phaseDeg` is given); informative for DC. */
  readonly voltageV: number;
  /** Nameplate. */
  readonly ratingKw: number;
  /** Least power at which it charges at all: 6 A on its phases for AC (IEC 61851-1), the charger's own for DC. 0 is a pause. */
  readonly minimumKw: number;
  /** What it draws at most when control is lost (F_i): 0 or >= minimumKw. */
  readonly failsafeKw: number;
  /**
   * A power that a grid operator's limit does not take away while a car wants it (e.g. 4.2 kW, section 14a EnWG); the rating of the wires
   * and an emergency do. Rounded down to the charger's steps, admitted before everything else, all or nothing. undefined = none.
   */
  readonly protectedKw?: number;
  /** Discrete line currents it accepts, ascending, with 0; undefined = every multiple of `stepKw` from its minimum. */
  readonly allowedA?: readonly number[];
  /** Least difference between two limits it accepts; undefined = 1 A on its phases (AC), 0.1 kW (DC). */
  readonly stepKw?: number;
  /** Weight in fair shares, > 0. Default of the grid file: 1. */
  readonly weight: number;
};

export type Grid = {
  readonly nodes: readonly GridNode[];
  readonly connectors: readonly Connector[];
};

/** kW per ampere of line current of an AC connector; undefined for DC. */
export function kwPerA(connector: Connector): number | undefined {
  if (connector.kind === 'DC') return undefined;
  const conductors = connector.phaseDeg === undefined ? connector.phases.length : 1;
  return (connector.voltageV * conductors) / 1000;
}
