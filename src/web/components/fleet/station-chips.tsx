import type { Station } from '../../types.ts';
import { useUi } from '../../ui.ts';
import { Icon } from '../icon.tsx';

/** What is to be seen of a station at a glance: a word each, a sign for what is abnormal. */
export function StationChips({ station }: { readonly station: Station }) {
  const { t } = useUi();
  const { connected, quarantined, distrust, capability } = station;
  return (
    <>
      <span class={`chip${connected ? '' : ' warn'}`}>
        {!connected && <Icon name="alert" />}
        {t(connected ? 'station.connected' : 'station.notConnected')}
      </span>
      {quarantined && (
        <span class="chip warn">
          <Icon name="alert" /> {t('station.quarantined')}
        </span>
      )}
      {distrust !== undefined && (
        <span class="chip warn" title={t('station.distrust', { reason: distrust })}>
          <Icon name="alert" /> {t('station.distrusted')}
        </span>
      )}
      {capability?.controllable === false && (
        <span class="chip critical" title={t('station.limits.refused')}>
          <Icon name="critical" /> {t('station.uncontrollable')}
        </span>
      )}
    </>
  );
}
