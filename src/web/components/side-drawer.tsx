import type { Live } from '../live.ts';
import { ConnectorDrawer } from './connector-drawer.tsx';
import { StationDrawer } from './fleet/station-drawer.tsx';

/** What the drawer at the side is about: one connector, or one station. */
export type Opened = { readonly connectorId: string } | { readonly stationId: string };

export function SideDrawer({
  live,
  opened,
  onOpen,
}: {
  readonly live: Live;
  readonly opened: Opened | undefined;
  readonly onOpen: (opened: Opened | undefined) => void;
}) {
  if (opened === undefined) return null;
  const close = (): void => onOpen(undefined);
  if ('connectorId' in opened)
    return (
      <ConnectorDrawer
        key={opened.connectorId}
        live={live}
        connectorId={opened.connectorId}
        onStation={(stationId) => onOpen({ stationId })}
        onClose={close}
      />
    );
  return (
    <StationDrawer
      key={opened.stationId}
      live={live}
      stationId={opened.stationId}
      onConnector={(connectorId) => onOpen({ connectorId })}
      onClose={close}
    />
  );
}
