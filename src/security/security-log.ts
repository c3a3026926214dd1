import { isCriticalSecurityEvent, isStandardSecurityEvent } from '../../ocpp/index.ts';
import type { LogEntry, StationEvent } from '../../ocpp/index.ts';
import type { SecurityEventEntry, SecurityEventRecord, SecurityEventStore } from '../store/index.ts';
import { securityBounds } from './bounds.ts';
import { RecentMap } from './recent-map.ts';

/** What concerns security, from stations and from the gateway itself: counted, sampled, kept, told. */
export type SecurityLog = {
  /** Never throws. */
  note(event: Extract<StationEvent, { kind: 'security' | 'security-event' }>): void;
  /** Told of each that was kept. Returns the unsubscribe. */
  onKept(listener: (record: SecurityEventRecord) => void): () => void;
  /** All since the start, also those that were not kept. Types of vendors are one: a station cannot invent metrics. */
  counts(): readonly { readonly source: SecurityEventEntry['source']; readonly type: string; readonly count: number }[];
  /** Resolves when what was noted is on disk, or was refused by it. */
  settled(): Promise<void>;
};

export function createSecurityLog({
  store,
  log,
}: {
  readonly store: SecurityEventStore;
  readonly log: (entry: LogEntry) => void;
}): SecurityLog {
  const counts = new Map<string, { source: SecurityEventEntry['source']; type: string; count: number }>();
  const samples = new RecentMap<Sample>(securityBounds.events.maxStations);
  const listeners = new Set<(record: SecurityEventRecord) => void>();
  const pending = new Set<Promise<void>>();

  async function keep(entry: SecurityEventEntry): Promise<void> {
    try {
      const record = await store.append(entry);
      for (const listener of listeners) listener(record);
    } catch (error) {
      log({ level: 'error', stationId: entry.stationId, message: `security event was not kept: ${String(error)}` });
    }
  }

  function add(entry: SecurityEventEntry): void {
    const kept: Promise<void> = keep(entry).finally(() => pending.delete(kept));
    pending.add(kept);
  }

  function count({ source, type }: SecurityEventEntry): void {
    const name = source === 'gateway' || isStandardSecurityEvent(type) ? type : 'other';
    const key = `${source} ${name}`;
    const counter = counts.get(key) ?? { source, type: name, count: 0 };
    counter.count += 1;
    counts.set(key, counter);
  }

  return {
    note: (event) => {
      const entry = entryOf(event);
      count(entry);
      const { stationId, atMs } = entry;
      const sample = samples.touch(stationId, () => newSample(atMs));
      if (Math.abs(atMs - sample.sinceMs) >= securityBounds.events.windowMs) {
        if (sample.dropped > 0) add(summaryOf(entry, sample.dropped));
        Object.assign(sample, newSample(atMs));
      }
      if (isFull(sample, entry.type)) sample.dropped += 1;
      else {
        sample.kept += 1;
        sample.byType.set(entry.type, (sample.byType.get(entry.type) ?? 0) + 1);
        add(entry);
      }
    },
    onKept: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    counts: () => [...counts.values()],
    settled: async () => void (await Promise.all(pending)),
  };
}

type Sample = { sinceMs: number; kept: number; byType: Map<string, number>; dropped: number };

function newSample(sinceMs: number): Sample {
  return { sinceMs, kept: 0, byType: new Map(), dropped: 0 };
}

function isFull({ kept, byType }: Sample, type: string): boolean {
  const { maxPerStation, maxPerType } = securityBounds.events;
  return kept >= maxPerStation || (byType.get(type) ?? 0) >= maxPerType;
}

function summaryOf({ atMs, stationId }: SecurityEventEntry, droppedCount: number): SecurityEventEntry {
  const detail = `${droppedCount} events within ${securityBounds.events.windowMs / 1_000} s were counted and not kept`;
  return { atMs, stationId, source: 'gateway', type: 'events-dropped', isCritical: false, detail };
}

function entryOf(event: Extract<StationEvent, { kind: 'security' | 'security-event' }>): SecurityEventEntry {
  const { atMs, stationId, type } = event;
  const detail = (event.kind === 'security' ? event.detail : (event.techInfo ?? '')).slice(
    0,
    securityBounds.events.maxDetailLength,
  );
  return {
    atMs,
    stationId,
    source: event.kind === 'security' ? 'gateway' : 'station',
    type,
    isCritical: event.kind === 'security-event' && isCriticalSecurityEvent(type),
    ...(detail === '' ? {} : { detail }),
    ...(event.kind === 'security-event' && event.measuredAtMs !== undefined
      ? { measuredAtMs: event.measuredAtMs }
      : {}),
  };
}
