import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../ocpp/index.ts';
import type { Sample } from '../../../ocpp/metering/measure.ts';
import { v16 } from '../../../ocpp/v16/index.ts';
import { at, connect, T0, world } from '../v16/fake-connection.ts';

async function booted() {
  const its = world();
  const station = connect(v16, its);
  await station.send('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'P22' });
  /** Sends moments (seconds after T0 by the station's clock) in one message; the readings that came of it. */
  const meter = async (...moments: readonly (readonly [number, readonly Sample[]])[]): Promise<readonly Reading[]> => {
    station.take();
    const meterValue = moments.map(([afterS, sampledValue]) => ({ timestamp: at(afterS * 1000), sampledValue }));
    expect(await station.send('MeterValues', { connectorId: 1, meterValue })).toEqual({});
    return station.events.filter((event) => event.kind === 'reading');
  };
  return { ...station, its, meter, advanceS: (seconds: number) => its.clock.advance(seconds * 1000) };
}
const kw = (value: number): Sample => ({ value: String(value * 1000), measurand: 'Power.Active.Import' });
const wh = (value: number): Sample => ({ value: String(value) });
const brief = (readings: readonly Reading[]) =>
  readings.map(({ historic, flags, powerKw, energyKwh }) => ({ historic, flags, powerKw, energyKwh }));

describe('which readings are of the present', () => {
  it.each([
    [0, false],
    [30, false],
    [31, true],
    [86_400, true],
  ])('one of %i s ago: historic is %s', async (ageS, historic) => {
    const station = await booted();
    expect(await station.meter([-ageS, [kw(7)]])).toMatchObject([
      { historic, flags: [], measuredAtMs: T0 - ageS * 1000 },
    ]);
  });

  it('one that is older than the one before it', async () => {
    const station = await booted();
    await station.meter([0, [kw(7)]]);
    expect(await station.meter([-10, [kw(3)]])).toMatchObject([{ historic: true }]);
    // Two messages about one moment are both of the present.
    expect(await station.meter([0, [wh(5)]])).toMatchObject([{ historic: false }]);
  });

  it('moments of one message come oldest first, whatever their order', async () => {
    const station = await booted();
    const readings = await station.meter([0, [kw(3)]], [-20, [kw(1)]], [-600, [kw(0)]]);
    expect(readings.map(({ powerKw, historic }) => [powerKw, historic])).toEqual([
      [0, true],
      [1, false],
      [3, false],
    ]);
  });

  it.each([-367 * 86_400, 25 * 3600, 3600])('a time %i s away is flagged and not of the present', async (afterS) => {
    const station = await booted();
    expect(await station.meter([afterS, [kw(7)]])).toMatchObject([
      { historic: true, flags: ['timestamp-out-of-range'] },
    ]);
    expect(station.known.clockLagMs).toBe(0);
  });

  it('an hour of replays does not shift the clock, and live ones between them stay live', async () => {
    const station = await booted();
    for (let queuedS = -3600; queuedS < -60; queuedS += 60) {
      const [replayed] = await station.meter([queuedS, [kw(9)]]);
      expect(replayed).toMatchObject({ historic: true });
      await station.advanceS(0.1);
    }
    expect(station.known.clockLagMs).toBe(0);
    const nowS = (station.its.clock.nowMs() - T0) / 1000;
    expect(await station.meter([nowS, [kw(2)]])).toMatchObject([{ historic: false, powerKw: 2 }]);
  });
});

describe('a station whose clock is wrong', () => {
  it('90 s slow: learned from three messages, and told', async () => {
    const station = await booted();
    const historic: boolean[] = [];
    for (let s = 0; s <= 30; s += 10) {
      historic.push(...(await station.meter([s - 90, [kw(7)]])).map((reading) => reading.historic));
      if (s < 30) await station.advanceS(10);
      if (s === 20)
        expect(station.events).toContainEqual({
          kind: 'heard',
          stationId: 'A07',
          atMs: T0 + 20_000,
          clockSkewMs: -90_000,
        });
    }
    expect(historic).toEqual([true, true, false, false]);
    expect(station.known.clockLagMs).toBe(90_000);
  });

  it('90 s slow: learned at once from a reading that we asked for', async () => {
    const station = await booted();
    expect(await station.meter([-90, [{ ...kw(7), context: 'Trigger' }]])).toMatchObject([{ historic: false }]);
    expect(station.known.clockLagMs).toBe(90_000);
  });

  it('2 min fast: a message cannot come from the future, so one is enough', async () => {
    const station = await booted();
    expect(await station.meter([120, [kw(7)]])).toMatchObject([{ historic: false, flags: [] }]);
    expect(station.known.clockLagMs).toBe(-120_000);
  });

  it('8 h fast (local time sent as UTC): learned from three, none of them flagged after that', async () => {
    const station = await booted();
    const flags: (readonly string[])[] = [];
    for (let s = 0; s <= 30; s += 10) {
      flags.push(...(await station.meter([s + 28_800, [kw(7)]])).map((reading) => reading.flags));
      await station.advanceS(10);
    }
    expect(flags).toEqual([['timestamp-out-of-range'], ['timestamp-out-of-range'], [], []]);
    expect(station.known.clockLagMs).toBe(-28_800_000);
  });

  it('a clock that is set back by 2 min is followed, and readings are of the present again', async () => {
    const station = await booted();
    await station.meter([120, [kw(7)]]);
    for (let s = 10; s <= 30; s += 10) {
      await station.advanceS(10);
      await station.meter([s, [kw(7)]]);
    }
    await station.advanceS(10);
    expect(await station.meter([40, [kw(7)]])).toMatchObject([{ historic: false }]);
    expect(station.known.clockLagMs).toBe(0);
  });
});

describe('when a reading was taken, in our time', () => {
  /** Seconds before the receipt of each of a row of readings, 10 s apart: received `lateS` after they were taken by a clock that is `slowS` behind. */
  async function agesOf(
    row: readonly { readonly lateS: number; readonly slowS?: number }[],
  ): Promise<readonly number[]> {
    const station = await booted();
    const ages: number[] = [];
    for (const { lateS, slowS = 0 } of row) {
      await station.advanceS(10);
      const nowS = (station.its.clock.nowMs() - T0) / 1000;
      const [reading] = await station.meter([nowS - lateS - slowS, [kw(7)]]);
      if (reading !== undefined) ages.push((reading.atMs - reading.takenAtMs) / 1000);
    }
    return ages;
  }
  const many = <One>(count: number, one: One): readonly One[] => Array.from({ length: count }, () => one);

  it.each<[string, readonly { readonly lateS: number; readonly slowS?: number }[], readonly number[]]>([
    ['at once', [{ lateS: 0 }, { lateS: 0 }], [0, 0]],
    ['some are late', [{ lateS: 0 }, { lateS: 12 }, { lateS: 3 }], [0, 12, 3]],
    ['all are late: the network is, not its clock', many(6, { lateS: 12 }), many(6, 12)],
    ['its clock is fast: never after the receipt', many(3, { lateS: 0, slowS: -20 }), [0, 0, 0]],
    [
      'its clock is fast, and one is late',
      [
        { lateS: 0, slowS: -20 },
        { lateS: 7, slowS: -20 },
      ],
      [0, 7],
    ],
    [
      'its clock is slow: known from the third on, and of the present',
      [...many(4, { lateS: 1, slowS: 89 }), { lateS: 9, slowS: 89 }],
      [90, 90, 0, 0, 8],
    ],
    [
      'its clock was set back by little: followed when minutes have shown it',
      [{ lateS: 0 }, ...many(61, { lateS: 0, slowS: 8 })],
      [0, ...many(59, 8), 0, 0],
    ],
  ])('%s', async (_, row, ages) => {
    expect(await agesOf(row)).toEqual(ages);
  });

  it('a jammed network is still no clock when the station connects again', async () => {
    const its = world();
    const meterOn = async (lateS: readonly number[]): Promise<readonly number[]> => {
      const station = connect(v16, its);
      await station.connected;
      await station.send('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'P22' });
      for (const oneS of lateS) {
        await its.clock.advance(10_000);
        const timestamp = at(its.clock.nowMs() - T0 - oneS * 1000);
        await station.send('MeterValues', { connectorId: 1, meterValue: [{ timestamp, sampledValue: [kw(7)] }] });
      }
      return station.events.flatMap((event) => (event.kind === 'reading' ? (event.atMs - event.takenAtMs) / 1000 : []));
    };
    expect(await meterOn([12, 12, 12, 12])).toEqual([12, 12, 12, 12]);
    expect(await meterOn([12])).toEqual([12]);
  });
});

describe('what is no evidence of a wrong clock', () => {
  it.each<[string, readonly (readonly [number, number])[]]>([
    [
      'two messages that agree',
      [
        [0, -90],
        [20, -70],
      ],
    ],
    [
      'three within a second',
      [
        [0, -90],
        [0.3, -90],
        [0.6, -90],
      ],
    ],
    [
      'a queue that is played back slowly',
      [
        [0, -3600],
        [10, -3540],
        [20, -3480],
        [30, -3420],
        [40, -3360],
      ],
    ],
    [
      'times that nobody can mean',
      [
        [0, -400 * 86_400],
        [10, -400 * 86_400 + 10],
        [20, -400 * 86_400 + 20],
      ],
    ],
    [
      'a live message between',
      [
        [0, -90],
        [10, -80],
        [11, 11],
        [20, -70],
      ],
    ],
  ])('%s', async (_, messages) => {
    const station = await booted();
    let nowS = 0;
    for (const [arrivesS, stampS] of messages) {
      await station.advanceS(arrivesS - nowS);
      nowS = arrivesS;
      await station.meter([stampS, [kw(7)]]);
    }
    expect(station.known.clockLagMs).toBe(0);
  });
});

describe('the register', () => {
  it('one that runs backwards is flagged once and not used', async () => {
    const station = await booted();
    await station.meter([0, [wh(10_000)]]);
    expect(brief(await station.meter([0, [wh(9_000)]]))).toEqual([
      { historic: false, flags: ['decreasing-register'], powerKw: undefined, energyKwh: undefined },
    ]);
    expect(brief(await station.meter([0, [wh(9_001)]]))).toMatchObject([{ flags: [], energyKwh: 9.001 }]);
  });

  it('one that jumps further than any charger gives is flagged and not used', async () => {
    const station = await booted();
    await station.meter([0, [wh(10_000)]]);
    await station.advanceS(60);
    expect(brief(await station.meter([60, [wh(10_000_000)]]))).toMatchObject([
      { flags: ['implausible-energy'], energyKwh: undefined },
    ]);
  });

  it('one a thousand times too big is not used beside an honest power', async () => {
    const station = await booted();
    await station.meter([0, [wh(1_000_000), kw(7)]]);
    await station.advanceS(60);
    const riseWh = (7000 / 60) * 1000;
    expect(brief(await station.meter([60, [wh(1_000_000 + riseWh), kw(7)]]))).toMatchObject([
      { flags: ['implausible-energy'], energyKwh: undefined, powerKw: 7 },
    ]);
  });

  it('also where the power that it implies is not absurd by itself', async () => {
    const station = await booted();
    await station.meter([0, [wh(1_000_000), kw(3)]]);
    await station.advanceS(60);
    expect(brief(await station.meter([60, [wh(1_050_000), kw(3)]]))).toMatchObject([
      { flags: ['implausible-energy'], powerKw: 3 },
    ]);
  });

  it('a rise over a quarter of an hour or more says nothing about now', async () => {
    const station = await booted();
    await station.meter([0, [wh(1000)]]);
    await station.advanceS(1200);
    expect(brief(await station.meter([1200, [wh(2000)]]))).toMatchObject([{ powerKw: undefined, energyKwh: 2 }]);
  });

  it('a power that is missing is taken from it', async () => {
    const station = await booted();
    const powers: (number | undefined)[] = [];
    for (let s = 0; s <= 60; s += 10) {
      powers.push(...(await station.meter([s, [wh(1000 + 2 * s)]])).map(({ powerKw }) => powerKw));
      await station.advanceS(10);
    }
    expect(powers.map((powerKw) => (powerKw === undefined ? undefined : Math.round(powerKw * 10) / 10))).toEqual([
      undefined,
      undefined,
      undefined,
      7.2,
      7.2,
      7.2,
      7.2,
    ]);
  });

  it('a standing register means no power, after a while', async () => {
    const station = await booted();
    for (let s = 0; s < 120; s += 30) {
      expect(brief(await station.meter([s, [wh(1000)]]))).toMatchObject([{ powerKw: undefined }]);
      await station.advanceS(30);
    }
    expect(brief(await station.meter([120, [wh(1000)]]))).toMatchObject([
      { powerKw: 0, flags: ['power-from-register'] },
    ]);
  });

  it('0 W while it rises: the register is believed', async () => {
    const station = await booted();
    await station.meter([0, [wh(1000), kw(0)]]);
    await station.advanceS(30);
    expect(brief(await station.meter([30, [wh(1060), kw(0)]]))).toMatchObject([
      { powerKw: expect.closeTo(7.2) as number, flags: ['power-from-register'] },
    ]);
    // Also between the windows.
    await station.advanceS(10);
    expect(brief(await station.meter([40, [wh(1080), kw(0)]]))).toMatchObject([
      { powerKw: expect.closeTo(7.2) as number },
    ]);
  });

  it('0 W after honest power is a stop', async () => {
    const station = await booted();
    await station.meter([0, [wh(1000), kw(7.2)]]);
    await station.advanceS(30);
    expect(brief(await station.meter([30, [wh(1030), kw(0)]]))).toMatchObject([{ powerKw: 0, flags: [] }]);
  });

  it('replays do not move it', async () => {
    const station = await booted();
    await station.meter([0, [wh(10_000)]]);
    await station.meter([-3600, [wh(5_000)]]);
    expect(station.known.registers.get(1)).toEqual({ energyKwh: 10, measuredAtMs: T0 });
  });
});
