import { describe, expect, it } from 'vitest';
import { createFormat } from '../../../src/web/format.ts';
import { translator } from '../../../src/web/i18n/index.ts';
import type { Language } from '../../../src/web/i18n/index.ts';
import { bindingText, isHeldBack, priceText, reasonText } from '../../../src/web/reason.ts';
import type { LimitedBy } from '../../../src/web/types.ts';

const nowMs = Date.parse('2026-06-15T18:30:00+08:00');
const until = '2026-06-15T20:30:00+08:00';

function say(limitedBy: Omit<LimitedBy, 'text'>, language: Language): string {
  return reasonText(
    { text: 'unused', ...limitedBy },
    {
      t: translator(language),
      format: createFormat({ language, timeZone: 'Asia/Shanghai' }),
      nowMs,
      envelopeName: (id) => (id === 'env-1' ? 'Heat wave' : undefined),
    },
  );
}

describe('why a car does not get more', () => {
  it.each<[Omit<LimitedBy, 'text'>, string, string]>([
    [{ kind: 'node', nodeId: 'T1' }, 'Limited by T1 (its rating)', '受 T1 限制(额定容量)'],
    [
      { kind: 'node', nodeId: 'T1', envelopeId: 'env-1', until },
      'Limited by T1 (limit “Heat wave”) until 20:30',
      '受 T1 限制(限额“Heat wave”)，至 20:30',
    ],
    [
      { kind: 'node', nodeId: 'F1', phase: 'L2', envelopeId: 'env-9' },
      'Limited by F1 phase L2 (limit “env-9”)',
      '受 F1 L2 相 限制(限额“env-9”)',
    ],
    [{ kind: 'override', overrideId: 'o1', until }, 'Limited by a person until 20:30', '人工限制，至 20:30'],
    [
      { kind: 'unproven-headroom', nodeId: 'T1' },
      'Waiting for T1: freed power is not proven yet',
      '等待 T1：释放的容量尚未确认',
    ],
    [
      { kind: 'node', nodeId: 'T1', envelopeId: 'failsafe:dso' },
      'Limited by T1 (limit “failsafe: dso is silent”)',
      '受 T1 限制(限额“安全限额：dso 无响应”)',
    ],
    [
      { kind: 'node', nodeId: 'T1', envelopeId: 'restoration:T1', until },
      'Limited by T1 (limit “slow start after an outage”) until 20:30',
      '受 T1 限制(限额“停电后缓慢恢复”)，至 20:30',
    ],
    [
      { kind: 'override', overrideId: 'restoration', until },
      'Waiting after an outage until 20:30',
      '停电后等待恢复，至 20:30',
    ],
    [
      { kind: 'node', nodeId: '@A07', envelopeId: 'external:EMS', until },
      'Limited by A07 (limit “another system: EMS”) until 20:30',
      '受 A07 限制(限额“另一系统：EMS”)，至 20:30',
    ],
    [
      { kind: 'override', overrideId: 'external:EMS' },
      'Limited by another system at the station (EMS)',
      '受充电站处另一系统限制（EMS）',
    ],
    [{ kind: 'plan' }, 'Planned for later, still in time', '计划稍后充电，仍可按时完成'],
    [
      { kind: 'plan', until },
      'Planned for later, still in time: more from 20:30 on',
      '计划稍后充电，仍可按时完成：20:30 起增加',
    ],
  ])('%j', (limitedBy, inEnglish, inChinese) => {
    expect([say(limitedBy, 'en'), say(limitedBy, 'zh')]).toEqual([inEnglish, inChinese]);
  });

  it('marks only what holds a car back', () => {
    const kinds = [
      'node',
      'own-maximum',
      'no-demand',
      'override',
      'plan',
      'unproven-headroom',
      'not-controllable',
      'step',
    ];
    const held = kinds.filter((kind) => isHeldBack({ kind: kind as LimitedBy['kind'], text: '' }));
    expect(held).toEqual(['node', 'override', 'unproven-headroom', 'step']);
  });
});

const context = {
  t: translator('en'),
  format: createFormat({ language: 'en', timeZone: 'Asia/Shanghai' }),
  nowMs,
  envelopeName: (id: string) => (id === 'env-1' ? 'Heat wave' : undefined),
};
const GAP = '\u00a0';

describe('what is tight at a node', () => {
  it.each([
    [{ unit: 'kW', capacity: 598.5, free: 12 }, `Rating of the node: 12.0${GAP}kW free of 599${GAP}kW`],
    [{ unit: 'A', phase: 'L2', capacity: 380, free: -3 }, `Rating of the node, L2: 3${GAP}A too much for 380${GAP}A`],
    [
      { unit: 'kW', capacity: 100, free: 1, envelopeId: 'env-1', until },
      `Heat wave: 1.0${GAP}kW free of 100${GAP}kW until 20:30`,
    ],
    [undefined, undefined],
  ] as const)('%j', (binding, text) => {
    expect(bindingText(binding, context)).toBe(text);
  });
});

describe('what a kWh costs in the plan', () => {
  it.each([
    [undefined, undefined],
    [{ rowsPerKwh: 0, rows: [] }, undefined],
    [
      { worthPerKwh: 3, rowsPerKwh: 1.37, rows: [{ nodeId: 'F1', pricePerKwh: 1.37 }] },
      'A kWh here costs the others 1.37, most of it at F1; to this car it is worth 3.00',
    ],
    // A car that has all it wants: nothing to compare with.
    [{ rowsPerKwh: 0.01, rows: [{ nodeId: 'F1', pricePerKwh: 0.01 }] }, undefined],
  ] as const)('%j', (price, text) => {
    expect(priceText(price, context)).toBe(text);
  });
});
