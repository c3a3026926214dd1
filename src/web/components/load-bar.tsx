import type { LoadLevel } from '../loading.ts';

/** Base load and charging of a limit, with the limit as a mark: what is over it stays visible. */
export function LoadBar({
  baseLoadKw,
  chargingKw,
  limitKw,
  level,
}: {
  readonly baseLoadKw: number;
  readonly chargingKw: number;
  readonly limitKw: number | undefined;
  readonly level: LoadLevel;
}) {
  const fullKw = Math.max((limitKw ?? 0) * 1.1, baseLoadKw + chargingKw, 1);
  const share = (powerKw: number): string => `${(Math.max(0, powerKw) / fullKw) * 100}%`;
  return (
    <div class={`load-bar ${level}`} aria-hidden="true">
      <span class="load-base" style={{ width: share(baseLoadKw) }} />
      <span class="load-charging" style={{ width: share(chargingKw + Math.min(0, baseLoadKw)) }} />
      {limitKw !== undefined && <span class="load-limit" style={{ left: share(limitKw) }} />}
    </div>
  );
}

/** One share of 100 %. */
export function ShareBar({ percent, level }: { readonly percent: number; readonly level: LoadLevel }) {
  return (
    <span class={`share-bar ${level}`} aria-hidden="true">
      <span style={{ width: `${Math.min(100, Math.max(0, percent))}%` }} />
    </span>
  );
}
