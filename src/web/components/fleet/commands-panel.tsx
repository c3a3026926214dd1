import { useState } from 'preact/hooks';
import type { CommandSummary, Page } from '../../fleet-types.ts';
import { useUi } from '../../ui.ts';
import { usePoll } from '../../use-poll.ts';
import { Dialog } from '../dialog.tsx';
import { Icon } from '../icon.tsx';
import { kindText } from './kind-text.ts';
import { CommandProgress } from './command-progress.tsx';

const EVERY_MS = 2_000;
/** Of today; older ones are in the audit. */
const LISTED = 20;

/** The latest commands of all people; a press shows the progress of one. */
export function CommandsPanel() {
  const { t, format, nowMs } = useUi();
  const { answer, failure } = usePoll<Page<CommandSummary>>(`commands?limit=${LISTED}`, EVERY_MS);
  const [openId, setOpenId] = useState<string>();
  const items = answer?.items ?? [];
  return (
    <section class="panel" id="commands">
      <div class="panel-head">
        <h2>{t('command.recent')}</h2>
      </div>
      {failure !== undefined && (
        <p class="note warn">
          <Icon name="alert" /> {t('command.failed')}
        </p>
      )}
      {items.length === 0 ? (
        <p class="empty">{t(answer === undefined && failure === undefined ? 'connection.loading' : 'command.none')}</p>
      ) : (
        <ul class="limits">
          {items.map(({ commandId, kind, status, recipients, reason, createdBy, createdAt }) => (
            <li key={commandId}>
              <button type="button" class="node-card" onClick={() => setOpenId(commandId)}>
                <span class="limit-head">
                  <b>{kindText(kind, t)}</b>
                  <span class="chip">{t(`command.status.${status}`)}</span>
                  <span class="muted">× {format.count(recipients)}</span>
                </span>
                <span class="note">
                  {format.moment(createdAt, nowMs())} · {reason} · {t('limits.by', { person: createdBy })}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {openId !== undefined && (
        <Dialog title={t('command.section')} onClose={() => setOpenId(undefined)}>
          <CommandProgress key={openId} commandId={openId} />
        </Dialog>
      )}
    </section>
  );
}
