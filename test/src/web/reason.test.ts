import { describe, expect, it } from 'vitest';
import { createFormat } from '../../../src/web/format.ts';
import { translator } from '../../../src/web/i18n/index.ts';
import type { Language } from '../../../src/web/i18n/index.ts';
import { isHeldBack, reasonText } from '../../../src/web/reason.ts';
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
    [{ kind: 'plan' }, 'Planned for later, still in time', '计划稍后充电，仍可按时完成'],
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
