import type { StationDetail } from '../../fleet-types.ts';
import type { Live } from '../../live.ts';
import { may, useUi } from '../../ui.ts';
import { usePoll } from '../../use-poll.ts';
import { Dialog } from '../dialog.tsx';
import { Icon } from '../icon.tsx';
import { CommandPanel } from './command-panel.tsx';
import { StationAccess } from './station-access.tsx';
import { StationChips } from './station-chips.tsx';
import { StationFacts } from './station-facts.tsx';
import { WireLog } from './wire-log.tsx';

/** What people change is seen soon; all that lives comes by the stream. */
const EVERY_MS = 10_000;

/** Everything about one station, and what a person can do about it. */
export function StationDrawer({
  live,
  stationId,
  onConnector,
  onClose,
}: {
  readonly live: Live;
  readonly stationId: string;
  readonly onConnector: (connectorId: string) => void;
  readonly onClose: () => void;
}) {
  const ui = useUi();
  const { t } = ui;
  const { answer, failure, again } = usePoll<StationDetail>(`stations/${encodeURIComponent(stationId)}`, EVERY_MS);
  const station = live.stations.get(stationId);
  const connectors = [...live.connectors.values()].filter((one) => one.stationId === stationId);
  return (
    <Dialog side wide title={t('station.title', { station: stationId })} onClose={onClose}>
      {station === undefined && answer === undefined ? (
        <p class="empty">{t(failure === undefined ? 'connection.loading' : 'station.gone')}</p>
      ) : (
        <>
          {station !== undefined && (
            <p class="chips">
              <StationChips station={station} />
            </p>
          )}
          {station?.distrust !== undefined && (
            <p class="banner warn">
              <Icon name="alert" /> {t('station.distrust', { reason: station.distrust })}
            </p>
          )}
          {failure !== undefined && (
            <p class="note warn">
              <Icon name="alert" /> {t('station.failed')}
            </p>
          )}
          <StationFacts station={station} detail={answer} connectors={connectors} onConnector={onConnector} />
          {answer !== undefined && (
            <StationAccess detail={answer} connected={station?.connected === true} onChanged={again} />
          )}
          {may(ui, 'command') && (
            <>
              <h3>{t('command.section')}</h3>
              <CommandPanel live={live} stationIds={[stationId]} />
              <WireLog stationId={stationId} />
            </>
          )}
        </>
      )}
    </Dialog>
  );
}
