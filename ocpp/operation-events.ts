import type { StationId } from './events.ts';

/** What stations tell about their own operation: nothing here changes a limit. */
export type OperationEvent =
  /** What the station reports about its own security (SecurityEventNotification). */
  | {
      readonly kind: 'security-event';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly type: string;
      readonly techInfo?: string;
      readonly measuredAtMs?: number;
    }
  /** Progress of work that a command began. `requestId` as in the command; 1.6 without the whitepaper sends none. */
  | {
      readonly kind: 'work';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly work: 'firmware' | 'diagnostics' | 'log' | 'publish-firmware';
      /** The station's own word, e.g. `Downloading`, `Installed`, `UploadFailed`. */
      readonly status: string;
      readonly requestId?: number;
    }
  /** A part of a report that a command asked for (NotifyReport, NotifyMonitoringReport, ReportChargingProfiles ...). */
  | {
      readonly kind: 'report';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly report:
        | 'variables'
        | 'monitors'
        | 'charging-profiles'
        | 'display-messages'
        | 'customer-information'
        | 'der-controls';
      readonly requestId: number;
      readonly items: readonly unknown[];
      readonly isLast: boolean;
    }
  /** What a monitor of the station found (2.x NotifyEvent). */
  | {
      readonly kind: 'monitor-event';
      readonly stationId: StationId;
      readonly atMs: number;
      /** `Component.Variable`. */
      readonly name: string;
      readonly value: string;
      /** Alerting: beyond a threshold; Delta: changed; Periodic: as asked. */
      readonly trigger: string;
      /** It is over. */
      readonly cleared: boolean;
      /** 0 = danger ... 9 = debug (2.x MonitoringLevel); 2.0.1 does not tell it. */
      readonly severity?: number;
      readonly techCode?: string;
    }
  | {
      readonly kind: 'reservation';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly reservationId: number;
      readonly status: 'used' | 'expired' | 'removed' | 'no-transaction';
    }
  /** A message broke the letter of the standard in a way that is known of this model and was let through. */
  | {
      readonly kind: 'deviation';
      readonly stationId: StationId;
      readonly atMs: number;
      readonly action: string;
      readonly deviation: string;
    };
