import type { ComponentChildren } from 'preact';
import { countsOf } from '../counts.ts';
import { pathOf } from '../grid-order.ts';
import { isTextKey } from '../i18n/index.ts';
import type { Live } from '../live.ts';
import { levelOf, loadingOf } from '../loading.ts';
import { limitAt } from '../limit-ahead.ts';
import type { Node, Ready } from '../types.ts';
import { useUi } from '../ui.ts';
import { Icon } from './icon.tsx';
import { LoadBar } from './load-bar.tsx';

/** The answers of one look: how full, by which limit, how many cars, is it under control. */
export function TopStrip({
  live,
  selected,
  ready,
}: {
  readonly live: Live;
  readonly selected: Node;
  readonly ready: Ready | undefined;
}) {
  const { t, format } = useUi();
  const root = pathOf(live.nodes, selected.nodeId).at(-1) ?? selected;
  const counts = countsOf(live);
  const percent = loadingOf(root);
  const level = levelOf(percent, root.margin);
  return (
    <section class="strip">
      <Tile wide label={t('strip.load', { node: root.nodeId })}>
        <p class="big" data-testid="load">
          {format.figure(root.loadKw)} <small>kW</small>
          <span class="of" data-testid="limit">
            {root.limitKw === undefined
              ? t('strip.noLimit')
              : t('strip.ofLimit', { limit: format.power(root.limitKw) })}
          </span>
          <span class={`loading-percent ${level}`}>
            {level !== 'normal' && (
              <>
                <Icon name={level === 'over' ? 'critical' : 'alert'} /> {t(`level.${level}`)}{' '}
              </>
            )}
            {percent !== undefined && format.percent(percent)}
          </span>
        </p>
        <LoadBar baseLoadKw={root.baseLoadKw} chargingKw={root.chargingKw} limitKw={root.limitKw} level={level} />
      </Tile>
      <Tile label={t('strip.headroom')} note={t('strip.headroomNote')}>
        <p class="big">
          {format.figure(root.headroomKw)} <small>{root.headroomKw === undefined ? '' : 'kW'}</small>
        </p>
      </Tile>
      <LimitTile root={root} />
      <Tile label={t('strip.cars')}>
        <ul class="counts">
          <li>
            <b>{format.count(counts.charging)}</b> {t('strip.charging')}
          </li>
          <li>
            <b>{format.count(counts.waiting)}</b> {t('strip.waiting')}
          </li>
          <li class={counts.faulted > 0 ? 'warn' : ''}>
            <b>{format.count(counts.faulted)}</b> {counts.faulted > 0 && <Icon name="alert" />} {t('strip.fault')}
          </li>
        </ul>
      </Tile>
      <Tile
        label={t('strip.stations')}
        note={
          counts.quarantined > 0
            ? t('strip.quarantined', { count: format.count(counts.quarantined) })
            : t('strip.connected')
        }
      >
        <p class="big">
          {format.count(counts.connected)}
          <small> / {format.count(counts.stations)}</small>
        </p>
      </Tile>
      <ControlTile ready={ready} />
    </section>
  );
}

function Tile({
  label,
  note,
  wide = false,
  children,
}: {
  readonly label: string;
  readonly note?: string;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <div class={`tile${wide ? ' wide' : ''}`}>
      <h2>{label}</h2>
      {children}
      {note !== undefined && <p class="note">{note}</p>}
    </div>
  );
}

function LimitTile({ root }: { readonly root: Node }) {
  const { t, format, nowMs, envelopes } = useUi();
  const now = nowMs();
  const envelope = envelopes.find(({ envelopeId }) => envelopeId === root.envelopeId);
  const next = envelopes.find(({ nodeId, status }) => nodeId === root.nodeId && status === 'scheduled');
  const nextLimitKw = next === undefined ? undefined : limitAt(next, Date.parse(next.start));
  const until =
    root.limitUntil === undefined ? t('strip.noEnd') : t('strip.until', { time: format.moment(root.limitUntil, now) });
  return (
    <div class={`tile limit-tile${root.envelopeId === undefined ? '' : ' in-force'}`}>
      <h2>{t('strip.limit')}</h2>
      <p class="big">
        {format.figure(root.limitKw)} <small>{root.limitKw === undefined ? '' : 'kW'}</small>
        {root.envelopeId !== undefined && <span class="of">{until}</span>}
      </p>
      <p class="note ellipsis">
        {root.envelopeId === undefined ? t('strip.rating') : envelope?.reason || root.envelopeId}
      </p>
      {next !== undefined && nextLimitKw !== undefined && (
        <p class="note">
          {t('strip.next', { limit: format.power(nextLimitKw), time: format.moment(next.start, now) })}
        </p>
      )}
    </div>
  );
}

function ControlTile({ ready }: { readonly ready: Ready | undefined }) {
  const { t } = useUi();
  const word =
    ready === undefined ? 'unknown' : !ready.ok ? 'failsafe' : ready.degraded.length > 0 ? 'degraded' : 'normal';
  const level = { unknown: 'warn', failsafe: 'critical', degraded: 'warn', normal: '' }[word];
  const parts = (ready?.degraded ?? []).map((part) => {
    const key = `part.${part}`;
    return isTextKey(key) ? t(key) : part;
  });
  return (
    <div class={`tile control-tile ${level}`}>
      <h2>{t('strip.control')}</h2>
      <p class="state" role="status">
        <Icon name={word === 'normal' ? 'ok' : word === 'failsafe' ? 'critical' : 'alert'} /> {t(`strip.${word}`)}
      </p>
      <p class="note">
        {word === 'failsafe' && `${t('strip.failsafeNote')} · `}
        {word === 'normal' ? t('strip.allParts') : parts.join(', ')}
      </p>
    </div>
  );
}
