import { commandKinds, takesConnector } from '../../command-draft.ts';
import type { CommandDraft, Targets } from '../../command-draft.ts';
import type { Live } from '../../live.ts';
import { useUi } from '../../ui.ts';
import { Icon } from '../icon.tsx';

/** How many are meant, before anything is sent. */
export function CommandReview({
  draft,
  live,
  targets,
}: {
  readonly draft: CommandDraft;
  readonly live: Live;
  readonly targets: Targets;
}) {
  const { t, format } = useUi();
  const { kind, reason, wait, connectorId } = draft;
  const { stationIds, connectorIds } = targets;
  const connected = stationIds.filter((id) => live.stations.get(id)?.connected === true).length;
  const away = stationIds.length - connected;
  const isOneConnector = takesConnector(kind) && connectorId !== '';
  const named = new Set(isOneConnector ? [connectorId] : connectorIds);
  const sessions = [...live.sessions.values()].filter((session) => named.has(session.connectorId)).length;
  const gaps = { kind: t(`command.kind.${kind}`), count: format.count(stationIds.length) };
  const detail =
    kind === 'reset'
      ? t(`command.mode.${draft.mode}`)
      : kind === 'change-availability'
        ? t(`command.operative.${draft.operative}`)
        : kind === 'trigger'
          ? t(`command.message.${draft.message}`)
          : undefined;
  return (
    <div class="review">
      <p class="review-title">
        <b>{t('command.check')}</b>
      </p>
      <p class="effect" data-testid="command-effect">
        {stationIds.length === 1
          ? t('command.toOne', { ...gaps, station: isOneConnector ? connectorId : (stationIds[0] ?? '') })
          : commandKinds[kind].addressee === 'connector'
            ? t('command.toConnectors', { ...gaps, connectors: format.count(connectorIds.length) })
            : t('command.toMany', { ...gaps, connected: format.count(connected) })}{' '}
        {detail}
      </p>
      {kind === 'remote-stop' && (
        <p class="effect warn">
          <Icon name="alert" /> {t('command.toSessions', { sessions: format.count(sessions) })}
        </p>
      )}
      {away > 0 && wait === '0' && (
        <p class="effect warn">
          <Icon name="alert" /> {t('command.leftOut', { count: format.count(away) })}
        </p>
      )}
      <p class="note">
        {reason}
        {stationIds.length > 1 && ` · ${t(`command.staging.${draft.staging}`)}`}
      </p>
    </div>
  );
}
