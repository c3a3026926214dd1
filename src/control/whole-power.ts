import type { StationEvent } from '../../ocpp/index.ts';

type Reading = Extract<StationEvent, { readonly kind: 'reading' }>;

/**
 * What the station's meter calls L1, L2, L3, in A: undefined where a wired conductor is not told. Such a one may carry as much as the others:
 * some stations report one phase and mean three.
 */
export function terminalsOf({ currentA }: Reading, phaseCount: number): readonly (number | undefined)[] {
  return [
    currentA?.L1 ?? (phaseCount > 0 ? undefined : 0),
    currentA?.L2 ?? (phaseCount > 1 ? undefined : 0),
    currentA?.L3 ?? (phaseCount > 2 ? undefined : 0),
  ];
}

/**
 * Power of all wired conductors, kW. Where a station gives the power of some phases and no sum (`power-of-some-phases`), the others count as
 * loaded alike, unless their current is told.
 */
export function wholePowerKw(reading: Reading, phaseCount: number): number | undefined {
  const { powerKw, flags } = reading;
  if (powerKw === undefined || !flags.includes('power-of-some-phases')) return powerKw;
  const terminals = terminalsOf(reading, phaseCount);
  const told = terminals.slice(0, phaseCount).filter((current) => current !== undefined).length;
  return told === 0 || told >= phaseCount ? powerKw : (powerKw * phaseCount) / told;
}
