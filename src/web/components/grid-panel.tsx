import type { GridRow } from '../grid-order.ts';
import { isTextKey } from '../i18n/index.ts';
import { levelOf, loadingOf } from '../loading.ts';
import { bindingText } from '../reason.ts';
import type { Node } from '../types.ts';
import { useUi } from '../ui.ts';
import { Icon } from './icon.tsx';
import { ShareBar } from './load-bar.tsx';

/** The tree of nodes; a click shows one in the chart. */
export function GridPanel({
  rows,
  selectedId,
  onSelect,
}: {
  readonly rows: readonly GridRow[];
  readonly selectedId: string;
  readonly onSelect: (nodeId: string) => void;
}) {
  const { t } = useUi();
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t('grid.title')}</h2>
      </div>
      <ul class="grid-tree">
        {rows.map(({ node, depth }) => (
          <li key={node.nodeId} class={`depth-${Math.min(depth, 4)}`}>
            <NodeCard node={node} selected={node.nodeId === selectedId} onSelect={onSelect} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function NodeCard({
  node,
  selected,
  onSelect,
}: {
  readonly node: Node;
  readonly selected: boolean;
  readonly onSelect: (nodeId: string) => void;
}) {
  const { t, format, nowMs, envelopes } = useUi();
  const envelopeName = (id: string): string | undefined =>
    envelopes.find(({ envelopeId }) => envelopeId === id)?.reason || undefined;
  const tight = bindingText(node.binding, { t, format, nowMs: nowMs(), envelopeName });
  const percent = loadingOf(node);
  const level = levelOf(percent, node.margin);
  const kindKey = `kind.${node.kind}`;
  return (
    <button type="button" class="node-card" aria-pressed={selected} title={tight} onClick={() => onSelect(node.nodeId)}>
      <span class="node-head">
        <b>{node.nodeId}</b>
        <span class="muted">{isTextKey(kindKey) ? t(kindKey) : node.kind}</span>
        <span class={`loading-percent ${level}`}>
          {level !== 'normal' && <Icon name={level === 'over' ? 'critical' : 'alert'} />}
          {level !== 'normal' && <span class="visually-hidden">{t(`level.${level}`)} </span>}
          {percent === undefined ? '' : format.percent(percent)}
        </span>
      </span>
      {percent !== undefined && <ShareBar percent={percent} level={level} />}
      <span class="node-figures">
        <Figure label={t('grid.base')} value={format.power(node.baseLoadKw)} />
        <Figure label={t('grid.charging')} value={format.power(node.chargingKw)} />
        <Figure
          label={t('grid.limit')}
          value={
            node.limitKw === undefined && node.ratingA !== undefined
              ? format.current(node.ratingA)
              : format.power(node.limitKw)
          }
        />
        {node.headroomKw !== undefined && <Figure label={t('grid.headroom')} value={format.power(node.headroomKw)} />}
      </span>
      {node.phases.length > 0 && (
        <span class="node-phases">
          {node.phases.map(({ phase, loadA, limitA }) => (
            <span key={phase} class={limitA !== undefined && loadA > limitA ? 'over' : ''}>
              <span class="muted">{phase}</span> {format.current(loadA)}
            </span>
          ))}
        </span>
      )}
      {node.meter === 'stale' && (
        <span class="node-meter warn">
          <Icon name="alert" /> {t('grid.meter.stale', { age: format.duration((node.meterAgeSeconds ?? 0) * 1000) })}
        </span>
      )}
      {(node.meter === 'fixed' || node.meter === 'none') && (
        <span class="node-meter muted">{t(`grid.meter.${node.meter}`)}</span>
      )}
    </button>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <span class="figure">
      <span class="muted">{label}</span>
      <span>{value}</span>
    </span>
  );
}
