import { type Random, createRandom } from '../../simulator/index.ts';
import type { VersionAdapter } from '../../ocpp/adapter.ts';
import type { OcppVersion } from '../../ocpp/index.ts';
import { v16 } from '../../ocpp/v16/index.ts';
import { v201 } from '../../ocpp/v201/index.ts';
import { v21 } from '../../ocpp/v21/index.ts';
import { type Corpus, enriched, readCorpus } from './corpus.ts';
import { type AnswerCall, FuzzStation } from './fuzz-station.ts';
import { type WireFrame, mutate } from './mutate.ts';
import { type FuzzSite, VERSIONS } from './site.ts';

/** Frames of a station in one round: below the 16 calls that may run at once, so that a round is one chunk and some answers. */
const BATCH = 15;
/** No handler may need longer, by the clock that the service lives by. */
const HANG_VIRTUAL_MS = 120_000;
/** And not less of real time: commits and hashes need some. */
const HANG_REAL_MS = 20_000;

const ADAPTERS: Readonly<Record<OcppVersion, VersionAdapter>> = { '1.6': v16, '2.0.1': v201, '2.1': v21 };

export type Failure = { readonly station: FuzzStation; readonly faults: readonly string[] };
export type Figures = {
  frames: number;
  rounds: number;
  hangs: number;
  reconnects: number;
  /** `result` or the code of a CALLERROR → how many. */
  readonly answers: Map<string, number>;
  /** Close code → how many. */
  readonly closed: Map<string, number>;
};

/** Sends `frames` mutated frames to the service, in rounds; all randomness comes from `seed`. */
export async function fuzz(
  site: FuzzSite,
  {
    frames,
    seed,
    onFailure,
  }: { readonly frames: number; readonly seed: number; readonly onFailure: (failure: Failure) => void },
): Promise<Figures> {
  const random = createRandom(seed);
  const figures: Figures = { frames: 0, rounds: 0, hangs: 0, reconnects: 0, answers: new Map(), closed: new Map() };
  const cast = VERSIONS.map((version) => enriched(readCorpus(version), { seed, count: 500 })).flatMap((corpus) => {
    const actions = [...new Set(corpus.calls.map(([, , action]) => String(action)))];
    const { routes } = ADAPTERS[corpus.version];
    const heard = corpus.calls.filter(([, , action]) => {
      const route = routes[String(action)];
      return route !== undefined && !route.name.startsWith('refuse');
    });
    return site.stationsOf(corpus.version).map((stationId) => {
      const own = random.fork(stationId);
      const source = { corpus, heard, actions, random: own, nowMs: () => site.clock.nowMs() };
      const connect = (): FuzzStation =>
        new FuzzStation({
          service: site.service,
          stationId,
          version: corpus.version,
          answerCall: answers(corpus, own),
        });
      return { source, connect, station: undefined as FuzzStation | undefined };
    });
  });

  const healthy = await healthyStation(site);
  while (figures.frames < frames) {
    healthy.send([{ text: JSON.stringify([2, newId(), 'Heartbeat', {}]) }]);
    for (const player of cast) {
      if (player.station !== undefined) continue;
      figures.reconnects++;
      player.station = player.connect();
    }
    const stations = cast.flatMap(({ station }) => station ?? []);
    await until(site, () => stations.every((station) => station.isOpen || station.ended !== undefined));
    for (const { source, station } of cast) {
      const batch = nextBatch(source, station?.history.length === 0);
      station?.send(batch);
      figures.frames += batch.length;
    }
    site.clock.advanceBy(1_000);
    const isOver = await until(site, () => [...stations, healthy].every(({ waiting }) => waiting === 0));
    if (!isOver) figures.hangs++;
    figures.rounds++;
    for (const station of stations) station.settle();
    healthy.settle();
    const common = [...site.takeFaults(), ...healthy.faults.splice(0).map((fault) => `HEALTHY: ${fault}`)];
    if (healthy.ended !== undefined) common.push(`HEALTHY: ended with ${healthy.ended}`);
    for (const player of cast) {
      const { station } = player;
      if (station === undefined) continue;
      const faults = [...station.faults.splice(0), ...common];
      // A fault of the service may be any station's doing: each is replayed alone.
      if (faults.length > 0) onFailure({ station, faults });
      if (station.ended === undefined && player.source.random.next() < 0.01) station.drop();
      else if (station.ended === undefined) continue;
      add(figures.closed, String(station.ended ?? 'dropped'), 1);
      tally(figures, station);
      player.station = undefined;
      site.letReconnect();
    }
  }
  for (const { station } of cast) {
    if (station === undefined) continue;
    tally(figures, station);
    station.drop();
  }
  healthy.drop();
  await until(site, () => site.service.central.connected().length === 0);
  return figures;
}

/** One that only beats, and has nothing to do with what the others say. */
async function healthyStation(site: FuzzSite): Promise<FuzzStation> {
  const { service } = site;
  const answerCall: AnswerCall = (id) => JSON.stringify([3, id, { status: 'Accepted' }]);
  const healthy = new FuzzStation({ service, stationId: 'HEALTHY', version: '1.6', answerCall });
  await until(site, () => healthy.isOpen);
  healthy.send([
    { text: JSON.stringify([2, 'boot', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }]) },
  ]);
  for (let second = 0; second < 30; second++) {
    site.clock.advanceBy(1_000);
    await until(site, () => healthy.waiting === 0);
    // Its answers to our questions come in.
    await new Promise((resolve) => setImmediate(resolve));
  }
  healthy.settle();
  site.watchHealthy();
  return healthy;
}

/** Sends exactly these frames from one fresh connection, and tells what went wrong. */
export async function replay(
  site: FuzzSite,
  version: OcppVersion,
  frames: readonly WireFrame[],
): Promise<readonly string[]> {
  const station = new FuzzStation({
    service: site.service,
    stationId: site.replayStation(version),
    version,
    answerCall: (id) => JSON.stringify([3, id, { status: 'Accepted' }]),
  });
  await until(site, () => station.isOpen || station.ended !== undefined);
  // Otherwise it would depend on what was replayed before whether the station is accepted.
  const random = createRandom(0);
  station.send([
    story(
      { corpus: { version, calls: [], answers: [] }, heard: [], actions: [], random, nowMs: () => site.clock.nowMs() },
      0,
    ),
  ]);
  await until(site, () => station.waiting === 0);
  for (let at = 0; at < frames.length; at += BATCH) {
    station.send(frames.slice(at, at + BATCH));
    site.clock.advanceBy(1_000);
    await until(site, () => station.waiting === 0);
  }
  station.settle();
  station.drop();
  await until(site, () => !site.service.central.connected().some(({ stationId }) => stationId === station.stationId));
  site.letReconnect();
  return [...station.faults, ...site.takeFaults()];
}

/** The fewest of `frames` that still `fail`, found by leaving out ever smaller parts; at most 300 trials. */
export async function minimised(
  frames: readonly WireFrame[],
  fails: (frames: readonly WireFrame[]) => Promise<boolean>,
): Promise<readonly WireFrame[]> {
  let best = frames;
  let trials = 0;
  for (let size = Math.ceil(frames.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length && trials < 300; trials++) {
      const less = [...best.slice(0, at), ...best.slice(at + size)];
      if (less.length > 0 && (await fails(less))) best = less;
      else at += size;
    }
  }
  return best;
}

/** Lets the service work, and time pass when nothing else helps. False = it hangs. */
async function until(site: FuzzSite, isOver: () => boolean): Promise<boolean> {
  let virtualMs = 0;
  const startMs = performance.now();
  for (let turn = 0; !isOver(); turn++) {
    if (virtualMs > HANG_VIRTUAL_MS && performance.now() - startMs > HANG_REAL_MS) return false;
    if (turn < 30) await new Promise((resolve) => setImmediate(resolve));
    else {
      // Hashes and disks need real time; after some of it a timer must be what is waited for.
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (turn < 60 || virtualMs > HANG_VIRTUAL_MS) continue;
      site.clock.advanceBy(500);
      virtualMs += 500;
    }
  }
  return true;
}

type Source = {
  readonly corpus: Corpus;
  /** Those of `corpus.calls` that have a handler. */
  readonly heard: Corpus['calls'];
  readonly actions: readonly string[];
  readonly random: Random;
  readonly nowMs: () => number;
};

let count = 0;

function nextBatch(source: Source, isFirst: boolean): WireFrame[] {
  const { random } = source;
  const batch: WireFrame[] = [];
  // Most stations say who they are first; the rest finds out what happens without.
  if (isFirst && random.next() < 0.9) batch.push(story(source, 0));
  // Now and then one that says nothing sensible at all.
  const isMad = random.next() < 0.003;
  while (batch.length < BATCH) {
    const draw = random.next();
    const last = batch.at(-1);
    if (isMad) batch.push({ text: '{oops' });
    else if (draw < 0.15) batch.push(story(source, 1 + random.integer(4)));
    else if (draw < 0.2) batch.push(strayAnswer(random));
    else if (draw < 0.23 && last !== undefined) batch.push(last);
    else {
      // What only we may say is refused at the door: seldom.
      const [type, , ...rest] = random.pick(random.next() < 0.9 ? source.heard : source.corpus.calls);
      batch.push(mutate([type, newId(), ...rest], random, source.actions));
    }
  }
  return batch;
}

function newId(): string {
  return `f${++count}`;
}

/** What an honest station says, so that there are sessions and limits to harm. */
function story({ corpus: { version }, nowMs }: Source, chapter: number): WireFrame {
  const timestamp = new Date(nowMs()).toISOString();
  const old = version === '1.6';
  const idToken = { idToken: 'CARD', type: 'ISO14443' };
  const chapters: readonly (readonly [string, Record<string, unknown>])[] = old
    ? [
        ['BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }],
        ['StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' }],
        ['StartTransaction', { connectorId: 1, idTag: 'CARD', meterStart: 0, timestamp }],
        [
          'MeterValues',
          {
            connectorId: 1,
            meterValue: [{ timestamp, sampledValue: [{ value: '4000', measurand: 'Power.Active.Import', unit: 'W' }] }],
          },
        ],
        ['Heartbeat', {}],
      ]
    : [
        ['BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'V', model: 'M' } }],
        ['StatusNotification', { timestamp, connectorStatus: 'Occupied', evseId: 1, connectorId: 1 }],
        [
          'TransactionEvent',
          {
            eventType: 'Started',
            timestamp,
            triggerReason: 'Authorized',
            seqNo: 0,
            transactionInfo: { transactionId: 'T1' },
            evse: { id: 1, connectorId: 1 },
            idToken,
          },
        ],
        [
          'MeterValues',
          {
            evseId: 1,
            meterValue: [
              {
                timestamp,
                sampledValue: [{ value: 4_000, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'W' } }],
              },
            ],
          },
        ],
        ['Heartbeat', {}],
      ];
  const [action, payload] = chapters[chapter] ?? ['Heartbeat', {}];
  return { text: JSON.stringify([2, newId(), action, payload]) };
}

function strayAnswer(random: Random): WireFrame {
  const id = random.pick(['unasked', '__proto__', 'f1', '-1']);
  const answers = [
    [3, id, {}],
    [3, id, { status: 'Accepted' }],
    [4, id, 'constructor', '', {}],
    [4, id, 'GenericError', 'x'.repeat(10_000), {}],
    [3, id, null],
    [4, id],
  ];
  return { text: JSON.stringify(random.pick(answers)) };
}

function answers({ answers: recorded }: Corpus, random: Random): AnswerCall {
  const byAction = new Map<string, Record<string, unknown>[]>();
  for (const { action, payload } of recorded) byAction.set(action, [...(byAction.get(action) ?? []), payload]);
  return (id, action) => {
    const draw = random.next();
    if (draw < 0.03) return undefined;
    if (draw < 0.1)
      return JSON.stringify([
        4,
        id,
        random.pick(['NotImplemented', 'InternalError', '__proto__', 'x'.repeat(99)]),
        '',
        {},
      ]);
    const payload = draw < 0.5 ? { status: 'Accepted' } : random.pick(byAction.get(action) ?? [{}]);
    if (draw < 0.8) return JSON.stringify([3, id, payload]);
    // The id stays: an answer to nobody is the other half of this.
    const { text } = mutate([3, id, payload], random, ['Heartbeat']);
    return text.includes(id) ? text : JSON.stringify([3, id, payload]);
  };
}

function tally(figures: Figures, station: FuzzStation): void {
  for (const [kind, number] of station.answers) add(figures.answers, kind, number);
}

function add(counts: Map<string, number>, key: string, number: number): void {
  counts.set(key, (counts.get(key) ?? 0) + number);
}
