import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiProblem, createApiClient } from '../api-client.ts';
import { createFormat } from '../format.ts';
import { gridRows } from '../grid-order.ts';
import { translator } from '../i18n/index.ts';
import { currentEnvelopes } from '../limit-ahead.ts';
import { followStream, serviceNowMs } from '../live.ts';
import { useStore } from '../store.ts';
import type { Site } from '../types.ts';
import { may, UiContext } from '../ui.ts';
import type { Ui } from '../ui.ts';
import { useEnvelopes } from '../use-envelopes.ts';
import { useKeyboard } from '../use-keyboard.ts';
import { useReady } from '../use-ready.ts';
import { useView, views } from '../use-view.ts';
import { AlarmBanner } from './alarm-banner.tsx';
import type { Look } from './app.tsx';
import { ChartPanel } from './chart-panel.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { EnvelopeDialog } from './envelope-dialog.tsx';
import { BlocksPanel } from './fleet/blocks-panel.tsx';
import { SecurityView } from './fleet/security-view.tsx';
import { StationsView } from './fleet/stations-view.tsx';
import { GridPanel } from './grid-panel.tsx';
import { Header } from './header.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { LimitsPanel } from './limits-panel.tsx';
import { SessionsPanel } from './sessions-panel.tsx';
import { SideDrawer } from './side-drawer.tsx';
import type { Opened } from './side-drawer.tsx';
import { Toast, useToast } from './toast.tsx';
import { TopStrip } from './top-strip.tsx';

/** The page of somebody who is signed in: live state at the top, what can be done from it below. */
export function ControlRoom({
  apiKey,
  site,
  look,
  onLeave,
}: {
  readonly apiKey: string;
  readonly site: Site;
  readonly look: Look;
  readonly onLeave: (wasRefused: boolean) => void;
}) {
  const api = useMemo(() => createApiClient(apiKey), [apiKey]);
  const feed = useMemo(() => followStream(apiKey), [apiKey]);
  useEffect(() => () => feed.close(), [feed]);
  const live = useStore(feed.live);
  const connection = useStore(feed.connection);
  const changes = useStore(feed.changes);
  const securityEvents = useStore(feed.securityEvents);
  const [view, setView] = useView();
  const ready = useReady(api);
  const { envelopes: known, state: envelopesState, reload } = useEnvelopes(api, changes);
  const [selectedId, setSelectedId] = useState<string>();
  const [opened, setOpened] = useState<Opened>();
  const [dialog, setDialog] = useState<'limit' | 'help'>();
  const search = useRef<HTMLInputElement>(null);
  const { toast, say } = useToast();

  // A revoked key closes the stream; the stream itself cannot say why.
  useEffect(() => {
    if (connection.state !== 'lost') return;
    api.get<Site>('site').catch((failure: unknown) => {
      if (failure instanceof ApiProblem && failure.problem.status === 401) onLeave(true);
    });
  }, [connection.state, api]);

  const { language, theme } = look;
  const t = useMemo(() => translator(language), [language]);
  const format = useMemo(() => createFormat({ language, timeZone: site.timeZone }), [language, site.timeZone]);
  const nowMs = (): number =>
    serviceNowMs({ at: live.at, lastEventAtMs: connection.lastEventAtMs, speed: site.speed }, Date.now());
  const envelopes = currentEnvelopes(known, nowMs());
  const ui: Ui = { api, site, language, theme, t, format, nowMs, envelopes, say };

  const rows = useMemo(() => gridRows(live.nodes), [live.nodes]);
  const selected = live.nodes.get(selectedId ?? '') ?? rows[0]?.node;
  const openForm = (): void => {
    if (may(ui, 'envelope') && rows.length > 0) setDialog('limit');
    else say(t('form.noRight'));
  };
  const openConnector = (connectorId: string): void => setOpened({ connectorId });
  const openStation = (stationId: string): void => setOpened({ stationId });
  useKeyboard(
    useMemo(
      () => ({
        n: openForm,
        '?': () => setDialog('help'),
        '/': () => search.current?.focus(),
        ...Object.fromEntries(views.map((one, index) => [String(index + 1), () => setView(one)])),
      }),
      [rows.length > 0, language],
    ),
  );

  return (
    <UiContext.Provider value={ui}>
      <Header
        look={look}
        connection={connection}
        view={view}
        onView={setView}
        onNewLimit={openForm}
        onHelp={() => setDialog('help')}
        onLeave={() => onLeave(false)}
      />
      <ConnectionBanner connection={connection} />
      {live.at === undefined || selected === undefined ? (
        <main class="room loading" aria-busy={live.at === undefined}>
          <p class="empty">{t(live.at === undefined ? 'connection.loading' : 'grid.empty')}</p>
        </main>
      ) : (
        <main class={`room${connection.state === 'lost' ? ' stale' : ''}`}>
          {view === 'control' && <TopStrip live={live} selected={selected} ready={ready} />}
          <AlarmBanner alarms={live.alarms} />
          {view === 'control' && (
            <div class="columns">
              <div class="column">
                <ChartPanel node={selected} at={live.at} />
                <SessionsPanel live={live} searchRef={search} onOpen={openConnector} />
              </div>
              <aside class="column">
                <GridPanel rows={rows} selectedId={selected.nodeId} onSelect={setSelectedId} />
                <LimitsPanel state={envelopesState} onNew={openForm} onChanged={reload} />
              </aside>
            </div>
          )}
          {view === 'stations' && <StationsView live={live} searchRef={search} onOpen={openStation} />}
          {view === 'security' && (
            <>
              <BlocksPanel />
              <SecurityView told={securityEvents} onStation={openStation} />
            </>
          )}
        </main>
      )}
      {dialog === 'help' && <HelpDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'limit' && selected !== undefined && (
        <EnvelopeDialog
          live={live}
          rows={rows}
          nodeId={selected.nodeId}
          onClose={() => setDialog(undefined)}
          onSet={reload}
        />
      )}
      <SideDrawer live={live} opened={opened} onOpen={setOpened} />
      <Toast toast={toast} />
    </UiContext.Provider>
  );
}
