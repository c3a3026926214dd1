import { pathOf } from '../grid-order.ts';
import type { Live } from '../live.ts';
import { loadingOf } from '../loading.ts';
import { priceText } from '../reason.ts';
import type { Connector, Session } from '../types.ts';
import { useUi } from '../ui.ts';
import { Dialog } from './dialog.tsx';
import { GoalForm } from './goal-form.tsx';
import { Icon } from './icon.tsx';
import { OverrideForm } from './override-form.tsx';
import { ShareBar } from './load-bar.tsx';
import { Reason } from './session-row.tsx';

/** Everything about one connector: the four stages of its limit, why, and what a person can do about it. */
export function ConnectorDrawer({
  live,
  connectorId,
  onStation,
  onClose,
}: {
  readonly live: Live;
  readonly connectorId: string;
  readonly onStation: (stationId: string) => void;
  readonly onClose: () => void;
}) {
  const { t, format } = useUi();
  const connector = live.connectors.get(connectorId);
  const session = [...live.sessions.values()].find((one) => one.connectorId === connectorId);
  return (
    <Dialog side title={t('detail.title', { connector: connectorId })} onClose={onClose}>
      {connector === undefined ? (
        <p class="empty">{t('detail.gone')}</p>
      ) : (
        <>
          <p class="chips">
            <span class={`chip ${connector.status === 'faulted' ? 'warn' : ''}`}>
              {connector.status === 'faulted' && <Icon name="alert" />}
              {t(`status.${connector.status}`)}
            </span>
            <span class="chip">{connector.kind}</span>
            <span class="chip">
              {t('detail.rating')} {format.power(connector.ratingKw)}
            </span>
            <span class="chip">
              {t('detail.failsafe')} {format.power(connector.failsafeKw)}
            </span>
            <button type="button" class="link" onClick={() => onStation(connector.stationId)}>
              {t('station.open', { station: connector.stationId })}
            </button>
          </p>
          {live.stations.get(connector.stationId)?.connected === false && (
            <p class="banner warn">
              <Icon name="alert" /> {t('detail.offline')}
            </p>
          )}
          <Stages connector={connector} />
          <h3>{t('detail.why')}</h3>
          <p>{connector.limitedBy === undefined ? '–' : <Reason session={connector} />}</p>
          <Price connector={connector} />
          <Circuit live={live} connector={connector} />
          <h3>{t('detail.session')}</h3>
          {session === undefined ? <p class="muted">{t('detail.noSession')}</p> : <SessionFacts session={session} />}
          {session !== undefined && <GoalForm key={session.sessionId} session={session} />}
          <OverrideForm connector={connector} />
        </>
      )}
    </Dialog>
  );
}

function Stages({ connector }: { readonly connector: Connector }) {
  const { t, format } = useUi();
  const { setpointKw, commandedKw, acceptedKw, powerKw, ratingKw, exposureKw } = connector;
  const stages = [
    ['setpoint', setpointKw],
    ['commanded', commandedKw],
    ['accepted', acceptedKw],
    ['measured', powerKw],
  ] as const;
  return (
    <>
      <h3>{t('detail.stages')}</h3>
      <dl class="stages">
        {stages.map(([name, value]) => (
          <div key={name}>
            <dt>
              {t(`detail.${name}`)} <span class="muted">{t(`detail.${name}Note`)}</span>
            </dt>
            <dd>
              {format.power(value)}
              <ShareBar percent={value === undefined || ratingKw <= 0 ? 0 : (value / ratingKw) * 100} level="normal" />
            </dd>
          </div>
        ))}
      </dl>
      <p class="note">
        {t('detail.exposure')}: {format.power(exposureKw)}
      </p>
    </>
  );
}

/** What more would cost and be worth in the plan, where it has prices. */
function Price({ connector: { price } }: { readonly connector: Connector }) {
  const { t, format } = useUi();
  const text = priceText(price, { t, format });
  return text === undefined ? null : <p class="note">{text}</p>;
}

/** From its node up to the root, each with its loading: where it is tight. */
function Circuit({ live, connector }: { readonly live: Live; readonly connector: Connector }) {
  const { t, format } = useUi();
  const path = pathOf(live.nodes, connector.nodeId);
  if (path.length === 0) return null;
  return (
    <p class="circuit">
      <span class="muted">{t('detail.circuit')}</span>
      {path.map((node, index) => (
        <span key={node.nodeId}>
          {index > 0 && <span class="muted"> › </span>}
          <b>{node.nodeId}</b> {format.percent(loadingOf(node))}
        </span>
      ))}
    </p>
  );
}

function SessionFacts({ session }: { readonly session: Session }) {
  const { t, format, nowMs } = useUi();
  const { deliveredKwh = 0, energyGoalKwh, idToken, startedAt, departure, socPercent, shortfallKwh = 0 } = session;
  const now = nowMs();
  const facts: readonly (readonly [string, string])[] = [
    [t('detail.delivered'), `${format.figure(deliveredKwh)} / ${format.energy(energyGoalKwh)}`],
    [t('sessions.departure'), departure === undefined ? '–' : format.moment(departure, now)],
    [t('detail.since'), format.moment(startedAt, now)],
    [t('detail.token'), idToken],
    ...(socPercent === undefined ? [] : [[t('detail.soc'), format.percent(socPercent)] as const]),
  ];
  return (
    <>
      <ShareBar percent={energyGoalKwh ? (deliveredKwh / energyGoalKwh) * 100 : 0} level="normal" />
      <dl class="pairs">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {shortfallKwh >= 0.1 && (
        <p class="warn">
          <Icon name="alert" /> {t('sessions.missing', { energy: format.energy(shortfallKwh) })}
        </p>
      )}
    </>
  );
}
