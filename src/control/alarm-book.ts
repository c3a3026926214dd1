import type { StationEvent } from '../../ocpp/index.ts';
import { type Condition, NOTE_MS } from './alarms.ts';
import type { Alarm } from './view.ts';

type Noted = Extract<StationEvent, { kind: 'security' | 'security-event' }>;
type DerEvent = Extract<StationEvent, { kind: 'der' }>;
type Monitored = Extract<StationEvent, { kind: 'monitor-event' }>;

/** Somebody is at the charger, or was and hides it; the other critical events of the standard happen at every update and boot. */
const URGENT: ReadonlySet<string> = new Set(['TamperDetectionActivated', 'SecurityLogWasCleared']);
/** 2.x MonitoringLevel: 0 danger, 1 hardware failure, 2 system failure, 3 critical; 4 (error) and above need nobody at once. */
const LAST_ALARMING_SEVERITY = 3;
/** A station with a hundred sensors must not push the alarms of others off the page: as many notes of a kind. */
const MAX_NOTES_ALIKE = 5;

/** A threshold was left or is kept again; without a severity (2.0.1) it may be one that matters. */
export function isAlertingMonitor({ trigger, cleared, severity = LAST_ALARMING_SEVERITY }: Monitored): boolean {
  return cleared || (trigger === 'Alerting' && severity <= LAST_ALARMING_SEVERITY);
}

/** Remembers since when each condition lasts, and short notes that are no condition. Bounded; the oldest notes go first. */
export class AlarmBook {
  readonly #max: number;
  #since = new Map<string, number>();
  #notes: { readonly alarm: Alarm; readonly untilMs: number }[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  note(event: Noted): void {
    const detail = event.kind === 'security' ? event.detail : (event.techInfo ?? 'told by the station');
    this.#add({
      id: `security:${event.stationId}:${event.type}`,
      severity: URGENT.has(event.type) ? 'critical' : 'warning',
      sinceMs: event.atMs,
      kind: 'security',
      subject: event.stationId,
      text: `${event.type}: ${detail}`,
    });
  }

  /** What a monitor of a station found (2.x N07), until it says that it is over, or for as long as other notes. */
  noteMonitor({ stationId, atMs, name, value, cleared, techCode }: Monitored): void {
    const id = `monitor:${stationId}:${name}`;
    if (cleared) {
      this.#notes = this.#notes.filter(({ alarm }) => alarm.id !== id);
      return;
    }
    const code = techCode === undefined ? '' : ` (${techCode})`;
    const text = `${stationId}: its monitor of ${name} found ${value}${code}.`;
    this.#addOfMany({ id, severity: 'warning', sinceMs: atMs, kind: 'monitor', subject: stationId, text });
  }

  /** What a grid control (DER) of a station does, or sees in the grid (2.1 R04), until it says that it is over, or for as long as other notes. */
  noteDer({ stationId, atMs, what, about, active, fault }: DerEvent): void {
    const id = `der:${stationId}:${what}:${about}`;
    if (!active) {
      this.#notes = this.#notes.filter(({ alarm }) => alarm.id !== id);
      return;
    }
    const text =
      what === 'control'
        ? `${stationId}: its grid control ${about} is active and may change what it draws.`
        : `${stationId}: the grid left the bounds of its control ${about}${fault === undefined ? '' : `: ${fault}`}.`;
    this.#addOfMany({ id, severity: 'warning', sinceMs: atMs, kind: 'der', subject: stationId, text });
  }

  /** 2.1 CALLRESULTERROR: the station and we may believe different things until it has told its states again. */
  noteRefusedAnswer({ stationId, atMs, code }: Extract<StationEvent, { kind: 'answer-refused' }>): void {
    this.#add({
      id: `answer-refused:${stationId}`,
      severity: 'warning',
      sinceMs: atMs,
      kind: 'answer-refused',
      subject: stationId,
      text: `${stationId} could not take an answer of ours (${code}); it was asked for its states again.`,
    });
  }

  update(atMs: number, conditions: readonly Condition[]): readonly Alarm[] {
    const bounded = conditions.slice(0, this.#max);
    const lasting = bounded.map((one) => ({ ...one, sinceMs: this.#since.get(one.id) ?? atMs }));
    this.#since = new Map(lasting.map((one) => [one.id, one.sinceMs]));
    this.#notes = this.#notes.filter((note) => note.untilMs > atMs);
    return [...lasting, ...this.#notes.map((note) => note.alarm)];
  }

  #addOfMany(alarm: Alarm): void {
    this.#add(alarm);
    const alike = this.#notes.filter((note) => note.alarm.kind === alarm.kind && note.alarm.subject === alarm.subject);
    const oldest = alike.length > MAX_NOTES_ALIKE ? alike[0] : undefined;
    if (oldest !== undefined) this.#notes = this.#notes.filter((note) => note !== oldest);
  }

  #add(alarm: Alarm): void {
    this.#notes = this.#notes.filter((note) => note.alarm.id !== alarm.id);
    this.#notes.push({ alarm, untilMs: alarm.sinceMs + NOTE_MS });
    if (this.#notes.length > this.#max) this.#notes.shift();
  }
}
