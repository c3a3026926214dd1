/** Mean of one of many homes by local hour 0..24, kW: cooking and cooling in the evening. Shape of a summer workday in a large city. */
export const HOME_KW = [
  0.42, 0.36, 0.32, 0.3, 0.3, 0.33, 0.45, 0.56, 0.52, 0.46, 0.46, 0.52, 0.58, 0.52, 0.48, 0.5, 0.58, 0.74, 0.92, 1.04,
  1.06, 0.96, 0.78, 0.56, 0.42,
] as const;
/** Share of a workshop's full load by local hour 0..24: two breaks, a late shift. */
export const WORKSHOP_SHARE = [
  0.15, 0.15, 0.15, 0.15, 0.15, 0.18, 0.3, 0.65, 0.95, 1, 1, 0.9, 0.7, 0.95, 1, 1, 0.95, 0.8, 0.6, 0.5, 0.42, 0.3, 0.2,
  0.15, 0.15,
] as const;

/** Linear between the points of a series; outside of them the nearest one. */
export function interpolate(values: ArrayLike<number> | undefined, position: number): number {
  if (values === undefined || values.length === 0) return 0;
  const at = Math.max(0, Math.min(values.length - 1, position));
  const low = Math.floor(at);
  const left = values[low] ?? 0;
  const right = values[low + 1] ?? left;
  return left + (right - left) * (at - low);
}
