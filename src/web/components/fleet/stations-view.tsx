import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { MOST_NAMED } from '../../command-draft.ts';
import type { Live } from '../../live.ts';
import { ALL_STATIONS, stationsMatching } from '../../station-filter.ts';
import type { Station } from '../../types.ts';
import { may, useUi } from '../../ui.ts';
import { Dialog } from '../dialog.tsx';
import { CommandPanel } from './command-panel.tsx';
import { CommandsPanel } from './commands-panel.tsx';
import { StationChips } from './station-chips.tsx';
import { StationTools } from './station-tools.tsx';

/** As many as are drawn again several times a second without effort. */
const SHOWN = 100;

/** All stations: find some, look at one, ask all that were found for something. */
export function StationsView({
  live,
  searchRef,
  onOpen,
}: {
  readonly live: Live;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onOpen: (stationId: string) => void;
}) {
  const ui = useUi();
  const { t, format } = ui;
  const [filter, setFilter] = useState(ALL_STATIONS);
  const [most, setMost] = useState(SHOWN);
  const [targets, setTargets] = useState<readonly string[]>();
  const found = stationsMatching(live.stations.values(), filter);
  const shown = found.slice(0, most);
  const count = format.count(found.length);

  return (
    <div class="columns">
      <section class="panel" id="stations">
        <div class="panel-head">
          <h2>
            {t('view.stations')}{' '}
            <span class="muted">{t('fleet.count', { shown: count, all: format.count(live.stations.size) })}</span>
          </h2>
          {may(ui, 'command') && (
            <button
              type="button"
              class="button small"
              disabled={found.length === 0 || found.length > MOST_NAMED}
              title={found.length > MOST_NAMED ? t('fleet.tooMany', { count: format.count(MOST_NAMED) }) : undefined}
              onClick={() => setTargets(found.map(({ stationId }) => stationId))}
            >
              {t('fleet.command', { count })}
            </button>
          )}
        </div>
        <StationTools stations={live.stations} filter={filter} searchRef={searchRef} onFilter={setFilter} />
        {shown.length === 0 ? (
          <p class="empty">{t(live.stations.size === 0 ? 'fleet.empty' : 'fleet.noMatch')}</p>
        ) : (
          <table class="records">
            <thead>
              <tr>
                <th scope="col">{t('fleet.station')}</th>
                <th scope="col">{t('fleet.type')}</th>
                <th scope="col">{t('station.firmware')}</th>
                <th scope="col">{t('fleet.state')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((station) => (
                <StationRow key={station.stationId} station={station} onOpen={onOpen} />
              ))}
            </tbody>
          </table>
        )}
        {shown.length < found.length && (
          <button type="button" class="button small more" onClick={() => setMost(most + SHOWN)}>
            {t('fleet.more', { count: format.count(Math.min(SHOWN, found.length - shown.length)) })}
          </button>
        )}
      </section>
      {may(ui, 'command') && (
        <aside class="column">
          <CommandsPanel />
        </aside>
      )}
      {targets !== undefined && (
        <Dialog title={t('command.title')} onClose={() => setTargets(undefined)}>
          <CommandPanel live={live} stationIds={targets} />
        </Dialog>
      )}
    </div>
  );
}

function StationRow({ station, onOpen }: { readonly station: Station; readonly onOpen: (stationId: string) => void }) {
  const { t } = useUi();
  const { stationId, nodeId, version, vendor, model, firmware } = station;
  return (
    <tr onClick={() => onOpen(stationId)}>
      <th scope="row">
        <button
          type="button"
          class="link"
          aria-label={t('station.open', { station: stationId })}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(stationId);
          }}
        >
          {stationId}
        </button>
        <span class="sub">{[version === undefined ? '' : `OCPP ${version}`, nodeId].filter(Boolean).join(' · ')}</span>
      </th>
      <td>
        {model ?? vendor ?? '–'}
        {model !== undefined && <span class="sub">{vendor}</span>}
      </td>
      <td class="word">{firmware ?? '–'}</td>
      <td>
        <span class="chips tight">
          <StationChips station={station} />
        </span>
      </td>
    </tr>
  );
}
