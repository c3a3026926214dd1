import { isHeldBack, reasonText } from '../reason.ts';
import type { Connector, Session } from '../types.ts';
import { useUi } from '../ui.ts';
import { Icon } from './icon.tsx';
import { ShareBar } from './load-bar.tsx';

/** Less is rounding. */
const MISSING_KWH = 0.1;

export function SessionRow({
  session,
  connector,
  onOpen,
}: {
  readonly session: Session;
  readonly connector: Connector | undefined;
  readonly onOpen: (connectorId: string) => void;
}) {
  const { t, format } = useUi();
  const { connectorId, idToken, deliveredKwh = 0, energyGoalKwh, shortfallKwh = 0, limitedBy } = session;
  const percent = energyGoalKwh === undefined || energyGoalKwh <= 0 ? undefined : (deliveredKwh / energyGoalKwh) * 100;
  const { setpointKw, powerKw } = session;
  return (
    <tr onClick={() => onOpen(connectorId)}>
      <th scope="row">
        <button
          type="button"
          class="link"
          aria-label={t('sessions.open', { connector: connectorId })}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(connectorId);
          }}
        >
          {connectorId}
        </button>
        <span class="sub">
          {connector?.kind} {connector?.nodeId === undefined ? '' : `· ${connector.nodeId}`}{' '}
          {idToken.replaceAll('*', '') !== '' && `· ${idToken}`}
        </span>
      </th>
      <td class="energy">
        <span>
          {format.figure(deliveredKwh)} / {format.energy(energyGoalKwh)}
        </span>
        <ShareBar percent={percent ?? 0} level="normal" />
        {shortfallKwh >= MISSING_KWH && (
          <span class="sub warn">
            <Icon name="alert" /> {t('sessions.missing', { energy: format.energy(shortfallKwh) })}
          </span>
        )}
      </td>
      <Departure session={session} />
      <td class="power number">
        <span>{format.power(powerKw)}</span>
        {setpointKw !== undefined && (
          <span class="sub">{t('sessions.setpoint', { power: format.power(setpointKw) })}</span>
        )}
      </td>
      <td class="reason">{limitedBy === undefined ? '–' : <Reason session={session} />}</td>
    </tr>
  );
}

function Departure({ session: { departure } }: { readonly session: Session }) {
  const { t, format, nowMs } = useUi();
  const now = nowMs();
  if (departure === undefined) return <td class="departure">–</td>;
  const leftMs = Date.parse(departure) - now;
  return (
    <td class="departure">
      <span>{format.moment(departure, now)}</span>
      <span class="sub">
        {leftMs <= 0 ? t('sessions.overdue') : t('sessions.in', { duration: format.duration(leftMs) })}
      </span>
    </td>
  );
}

/** Why the power is not higher: by which circuit, until when. */
export function Reason({ session: { limitedBy } }: { readonly session: Pick<Session, 'limitedBy'> }) {
  const { t, format, nowMs, envelopes } = useUi();
  if (limitedBy === undefined) return null;
  const envelopeName = (id: string): string | undefined =>
    envelopes.find(({ envelopeId }) => envelopeId === id)?.reason || undefined;
  return (
    <span class={isHeldBack(limitedBy) ? 'held' : 'muted'}>
      {reasonText(limitedBy, { t, format, nowMs: nowMs(), envelopeName })}
    </span>
  );
}
