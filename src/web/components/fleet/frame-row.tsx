import type { Frame } from '../../fleet-types.ts';
import { useUi } from '../../ui.ts';
import { Icon } from '../icon.tsx';

/** One message on one line; a press shows what is in it. */
export function FrameRow({ frame }: { readonly frame: Frame }) {
  const { t, format } = useUi();
  const { at, direction, type, action, sizeBytes, errorCode, payload } = frame;
  const isBad = type === 'error' || type === 'unreadable';
  return (
    <li>
      <details>
        <summary>
          <span class="muted">{format.timeSeconds(at)}</span>
          <span class="arrow" title={t(`wire.${direction}`)}>
            <span aria-hidden="true">{direction === 'in' ? '→' : '←'}</span>
            <span class="visually-hidden">{t(`wire.${direction}`)}</span>
          </span>
          <b>{action ?? '–'}</b>
          <span class={isBad ? 'warn' : 'muted'}>
            {isBad && <Icon name="alert" />} {t(`wire.type.${type}`)} {errorCode}
          </span>
          <span class="muted size">{t('wire.bytes', { count: format.count(sizeBytes) })}</span>
        </summary>
        <pre class="payload">{payload === undefined ? t('wire.noPayload') : JSON.stringify(payload, null, 2)}</pre>
      </details>
    </li>
  );
}
