import type { z } from 'zod';
import type { SourceView, ThermalView } from '../control/view.ts';
import type * as schemas from './schemas.ts';
import type { FormatTime } from './times.ts';

type Out<Schema extends z.ZodType> = z.output<Schema>;

export function presentSource(view: SourceView, time: FormatTime): Out<typeof schemas.sourceSchema> {
  return {
    sourceId: view.id,
    nodeId: view.nodeId,
    failsafeKw: view.failsafeKw,
    heartbeatSeconds: view.heartbeatMs / 1000,
    phase: view.phase,
    since: time(view.sinceMs),
    heardAt: view.heardAtMs === undefined ? undefined : time(view.heardAtMs),
  };
}

/** To the hundredth: more digits of a belief are noise. */
export function presentThermal({
  hotSpotC,
  topOilC,
  ageingRate,
  lossOfLifeHours,
}: ThermalView): Out<typeof schemas.nodeSchema>['transformer'] {
  const rounded = (value: number): number => Math.round(value * 100) / 100;
  return {
    hotSpotC: rounded(hotSpotC),
    topOilC: rounded(topOilC),
    ageingRate: rounded(ageingRate),
    lossOfLifeHours: rounded(lossOfLifeHours),
  };
}
