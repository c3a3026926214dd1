import { expect } from 'vitest';
import { OcppError, type VersionAdapter } from '../../../ocpp/adapter.ts';
import type { CommandAnswer, LimitCommand, OcppVersion, StationCommand, StationEvent } from '../../../ocpp/index.ts';
import { sendCommand } from '../../../ocpp/gateway/send-command.ts';
import { validateRequest, validateResponse } from '../../../ocpp/protocol/index.ts';
import { v16 } from '../../../ocpp/v16/index.ts';
import { v201 } from '../../../ocpp/v201/index.ts';
import { v21 } from '../../../ocpp/v21/index.ts';
import { connect, world, type Call, type World } from '../v16/fake-connection.ts';

type Payload = Readonly<Record<string, unknown>>;
export type Refused = { readonly error: string; readonly description?: string };

/** One exchange, typed from the specification. Requests and answers are checked against the official schemas, unless the line is about a broken one. */
export type Line =
  | {
      readonly from: 'station';
      readonly action: string;
      readonly request: Payload;
      /** The whole answer, or the code of the CALLERROR and its text where that matters. */
      readonly response: Payload | Refused;
      /** What is told upwards, in order; each entry needs to match only the fields it names. Absent = not looked at. */
      readonly events?: readonly Partial<StationEvent>[];
      /** The events are told with exactly these fields, beside the station and the time of receipt. */
      readonly whole?: true;
      /** The request breaks its schema on purpose. */
      readonly broken?: true;
    }
  | {
      readonly from: 'operator';
      readonly command: StationCommand;
      /** What goes over the wire, in order, and what the station answers. */
      readonly calls: readonly {
        readonly action: string;
        readonly request: Payload;
        readonly response: Payload | { readonly error: string };
        readonly broken?: true;
      }[];
      readonly answer: CommandAnswer;
    }
  /** Time passes; what is told by that is not looked at. */
  | { readonly from: 'clock'; readonly passMs: number }
  /** A limit of the control loop: what goes over the wire and how the answer is read. */
  | {
      readonly from: 'control';
      readonly command: LimitCommand;
      readonly action: string;
      readonly request: Payload;
      readonly response: Payload;
      readonly outcome: 'accepted' | 'rejected' | undefined;
    };

export type Transcript = {
  readonly version: OcppVersion;
  /** The message that this transcript proves; it must occur in a line. */
  readonly about: string;
  readonly title: string;
  /** After a BootNotification unless this is true. */
  readonly unbooted?: true;
  readonly world?: () => World;
  readonly lines: readonly Line[];
  /** Sessions at its end: those that are open, and all that were ever kept. */
  readonly sessions?: { readonly open: number; readonly ever: number };
  /** Signed data kept at its end, whole. */
  readonly signed?: readonly string[];
};

const ADAPTERS: Readonly<Record<OcppVersion, VersionAdapter>> = { '1.6': v16, '2.0.1': v201, '2.1': v21 };
export const BOOT: Readonly<Record<OcppVersion, Payload>> = {
  '1.6': { chargePointVendor: 'Acme', chargePointModel: 'P22' },
  '2.0.1': { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'P22' } },
  '2.1': { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'P22' } },
};

/** Stands in what is refused, and must not come back in its refusal. */
const ECHO = 'poison';

/** Plays a transcript against the adapter of its version, station A07 with connectors 1 and 2, from 2025-03-04T05:06:00Z on. */
export async function play({
  version,
  about,
  unbooted,
  world: make = world,
  lines,
  sessions,
  signed = [],
}: Transcript): Promise<void> {
  expect(lines.flatMap((line) => actionsIn(line))).toContain(about);
  const adapter = ADAPTERS[version];
  let answers: readonly { readonly response: Payload | { readonly error: string } }[] = [];
  const its = make();
  const station = connect(adapter, its, (_call: Call) => {
    const [next, ...rest] = answers;
    answers = rest;
    if (next === undefined) return new OcppError('NotImplemented', '');
    return 'error' in next.response ? new OcppError(String(next.response['error']), '') : { ...next.response };
  });
  await station.connected;
  if (unbooted !== true) await station.send('BootNotification', { ...BOOT[version] });
  station.take();
  for (const line of lines) {
    if (line.from === 'station') {
      await hear(line, { version, its, station });
      continue;
    }
    if (line.from === 'clock') {
      await its.clock.advance(line.passMs);
      station.take();
      continue;
    }
    if (line.from === 'control') {
      const { command, action, request, response, outcome } = line;
      expect(validateRequest(version, action, request), `${action}: request`).toBeUndefined();
      expect(validateResponse(version, action, response), `${action}: response`).toBeUndefined();
      const call = adapter.renderLimit(station.connection, command);
      expect({ action: call.action, payload: call.payload }).toEqual({ action, payload: request });
      expect(call.read(response)).toBe(outcome);
      continue;
    }
    const { command, calls, answer } = line;
    for (const { action, request, response, broken } of calls) {
      expect(validateRequest(version, action, request), `${action}: request`).toBeUndefined();
      if ('error' in response) continue;
      expect(validateResponse(version, action, response) === undefined, `${action}: response`).toBe(broken !== true);
    }
    answers = calls;
    station.calls.splice(0);
    expect(await sendCommand(station.connection, adapter.commands, command)).toEqual(answer);
    expect(station.calls).toEqual(calls.map(({ action, request }) => ({ action, payload: request })));
  }
  expect(its.sessions.signed.map(({ value }) => value.data)).toEqual(signed);
  if (sessions === undefined) return;
  const { length: ever } = its.sessions.records;
  expect({ open: station.known.sessions.size, ever }).toEqual(sessions);
}

type Heard = { readonly version: OcppVersion; readonly its: World; readonly station: ReturnType<typeof connect> };

async function hear(
  line: Extract<Line, { readonly from: 'station' }>,
  { version, its, station }: Heard,
): Promise<void> {
  const { action, request, response, broken, events, whole } = line;
  const before = structuredClone(its.sessions.records);
  expect(validateRequest(version, action, request) === undefined, `${action}: request`).toBe(broken !== true);
  const said = await station.send(action, { ...request });
  if ('error' in response) {
    expect(said).toMatchObject(response);
    expect(JSON.stringify(said)).not.toContain(ECHO);
    expect(its.sessions.records).toEqual(before);
  } else {
    expect(said).toEqual(response);
    expect(validateResponse(version, action, said), `${action}: response`).toBeUndefined();
  }
  const told = station.take();
  if (events === undefined) return;
  const facts = { stationId: 'A07', atMs: its.clock.nowMs() };
  if (whole === true) expect(told).toEqual(events.map((event) => ({ ...facts, ...event })));
  else expect(told).toMatchObject(events);
}

/** A raw call that is refused before it is sent proves its action, too. */
function actionsIn(line: Line): readonly string[] {
  if (line.from === 'clock') return [];
  if (line.from !== 'operator') return [line.action];
  return [...line.calls.map(({ action }) => action), ...(line.command.kind === 'call' ? [line.command.action] : [])];
}
