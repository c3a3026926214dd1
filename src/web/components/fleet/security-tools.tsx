import type { SecurityFilter } from '../../security-list.ts';
import { useUi } from '../../ui.ts';
import { Icon } from '../icon.tsx';
import { Choose } from './choose.tsx';

/** The filter of the security events; texts count when they are complete (Enter, or leaving the field). */
export function SecurityTools({
  filter,
  onFilter,
}: {
  readonly filter: SecurityFilter;
  readonly onFilter: (filter: SecurityFilter) => void;
}) {
  const { t } = useUi();
  return (
    <div class="panel-tools filters">
      {(['stationId', 'type'] as const).map((name) => {
        const label = t(name === 'stationId' ? 'security.station' : 'security.type');
        return (
          <label key={name} class="search">
            <Icon name="search" />
            <input
              type="search"
              name={name}
              maxLength={50}
              defaultValue={filter[name]}
              placeholder={label}
              aria-label={label}
              onChange={(event) => onFilter({ ...filter, [name]: event.currentTarget.value.trim() })}
            />
          </label>
        );
      })}
      <Choose
        label={t('security.source')}
        value={filter.source}
        options={[
          ['', `${t('security.source')}: ${t('security.anySource')}`],
          ['station', `${t('security.source')}: ${t('security.source.station')}`],
          ['gateway', `${t('security.source')}: ${t('security.source.gateway')}`],
        ]}
        onChange={(source) => onFilter({ ...filter, source })}
      />
    </div>
  );
}
