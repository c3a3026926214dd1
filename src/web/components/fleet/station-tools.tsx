import type { RefObject } from 'preact';
import { choicesOf, modelOf, stationStates } from '../../station-filter.ts';
import type { StationFilter } from '../../station-filter.ts';
import type { Station } from '../../types.ts';
import { useUi } from '../../ui.ts';
import { Icon } from '../icon.tsx';
import { Choose } from './choose.tsx';

/** Search and filters of the stations. */
export function StationTools({
  stations,
  filter,
  searchRef,
  onFilter,
}: {
  readonly stations: ReadonlyMap<string, Station>;
  readonly filter: StationFilter;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onFilter: (filter: StationFilter) => void;
}) {
  const { t } = useUi();
  const asOptions = (values: readonly string[]): readonly (readonly [string, string])[] =>
    values.map((value) => [value, value]);
  return (
    <div class="panel-tools filters">
      <label class="search">
        <Icon name="search" />
        <input
          ref={searchRef}
          type="search"
          value={filter.text}
          placeholder={t('fleet.search')}
          aria-label={t('fleet.searchLabel')}
          onInput={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            onFilter({ ...filter, text: '' });
            event.currentTarget.blur();
          }}
        />
        <kbd class="wide-only">/</kbd>
      </label>
      <Choose
        label={t('fleet.model')}
        value={filter.model}
        options={[['', t('fleet.anyModel')], ...asOptions(choicesOf(stations.values(), modelOf))]}
        onChange={(model) => onFilter({ ...filter, model })}
      />
      <Choose
        label={t('fleet.firmware')}
        value={filter.firmware}
        options={[['', t('fleet.anyFirmware')], ...asOptions(choicesOf(stations.values(), ({ firmware }) => firmware))]}
        onChange={(firmware) => onFilter({ ...filter, firmware })}
      />
      <Choose
        label={t('fleet.state')}
        value={filter.state}
        options={stationStates.map((state) => [state, t(`fleet.state.${state}`)] as const)}
        onChange={(state) => onFilter({ ...filter, state })}
      />
    </div>
  );
}
