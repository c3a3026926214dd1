import { useState } from 'preact/hooks';
import { isTextKey } from '../i18n/index.ts';
import type { Alarm } from '../types.ts';
import { useUi } from '../ui.ts';
import { Icon } from './icon.tsx';

/** More than three push the chart off the screen. */
const SHOWN = 3;

export function AlarmBanner({ alarms }: { readonly alarms: ReadonlyMap<string, Alarm> }) {
  const { t, format, nowMs } = useUi();
  const [isOpen, setIsOpen] = useState(false);
  const sorted = [...alarms.values()].toSorted(
    (a, b) => rankOf(a) - rankOf(b) || Date.parse(b.since) - Date.parse(a.since),
  );
  const shown = isOpen ? sorted : sorted.slice(0, SHOWN);
  const textOf = ({ kind, subject, text }: Alarm): string => {
    const key = `alarm.${kind}`;
    return isTextKey(key) ? t(key, { subject, text }) : text;
  };
  // The region stays in the page while it is empty: a screen reader announces only what is added to one that it knows.
  return (
    <section class="alarms" aria-label={t('alarms.title')} aria-live="polite" hidden={sorted.length === 0}>
      <ul>
        {shown.map((alarm) => (
          <li key={alarm.alarmId} class={`banner ${alarm.severity === 'critical' ? 'critical' : 'warn'}`}>
            <Icon name={alarm.severity === 'critical' ? 'critical' : 'alert'} />
            <strong>{t(`alarms.${alarm.severity}`)}</strong>
            <p title={alarm.text}>{textOf(alarm)}</p>
            <span class="since">{t('alarms.since', { time: format.moment(alarm.since, nowMs()) })}</span>
          </li>
        ))}
      </ul>
      {sorted.length > SHOWN && (
        <button type="button" class="button small" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? t('alarms.less') : t('alarms.more', { count: format.count(sorted.length) })}
        </button>
      )}
    </section>
  );
}

function rankOf({ severity }: Alarm): number {
  return severity === 'critical' ? 0 : 1;
}
