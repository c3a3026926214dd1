import type { Command, CommandTarget, TargetState } from '../../fleet-types.ts';
import { may, useUi } from '../../ui.ts';
import { usePoll } from '../../use-poll.ts';
import { useSubmit } from '../../use-submit.ts';
import { FormError } from '../form-error.tsx';
import { Icon } from '../icon.tsx';
import { ShareBar } from '../load-bar.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { kindText } from './kind-text.ts';

const EVERY_MS = 1_000;
/** A page of the service; the counts tell of all. */
const LISTED = 100;
const UNFINISHED: ReadonlySet<TargetState> = new Set<TargetState>(['queued', 'waiting', 'sent', 'working']);
const FAILED: ReadonlySet<TargetState> = new Set<TargetState>([
  'rejected',
  'unsupported',
  'unanswered',
  'not-sent',
  'failed',
  'interrupted',
]);

/** How far a command is, at each recipient, live; the rest of it can be stopped. */
export function CommandProgress({
  commandId,
  onAgain,
}: {
  readonly commandId: string;
  readonly onAgain?: (() => void) | undefined;
}) {
  const ui = useUi();
  const { api, t, format } = ui;
  const path = `commands/${encodeURIComponent(commandId)}`;
  const { answer, failure, again } = usePoll<Command>(`${path}?limit=${LISTED}`, EVERY_MS);
  const { errors, sending, submit } = useSubmit([]);
  if (answer === undefined) return <p class="empty">{failure ?? t('connection.loading')}</p>;
  const { status, kind, reason, createdBy, recipients, counts, items, detail } = answer;
  const states = Object.entries(counts) as [TargetState, number][];
  const finished = states.reduce((sum, [state, count]) => (UNFINISHED.has(state) ? sum : sum + count), 0);
  return (
    <section class="progress" aria-live="polite">
      <p>
        <b>{kindText(kind, t)}</b>{' '}
        <span
          class={`chip${status === 'halted' || status === 'interrupted' ? ' warn' : ''}`}
          data-testid="command-status"
        >
          {(status === 'halted' || status === 'interrupted') && <Icon name="alert" />}
          {t(`command.status.${status}`)}
        </span>
      </p>
      <p class="note">
        {reason} · {t('limits.by', { person: createdBy })}
      </p>
      {detail !== undefined && <p class="warn">{detail}</p>}
      <ShareBar percent={recipients === 0 ? 100 : (finished / recipients) * 100} level="normal" />
      <p class="chips tight">
        <span>{t('command.of', { done: format.count(finished), all: format.count(recipients) })}</span>
        {states.map(([state, count]) => (
          <StateChip key={state} state={state} count={format.count(count)} />
        ))}
      </p>
      <ul class="targets">
        {items.map((target) => (
          <Target key={`${target.stationId} ${target.connectorId ?? ''}`} target={target} />
        ))}
      </ul>
      {recipients > items.length && (
        <p class="note">{t('command.moreRecipients', { count: format.count(recipients - items.length) })}</p>
      )}
      <FormError text={errors['']} />
      <div class="form-actions">
        {status === 'running' && may(ui, 'command') && (
          <ConfirmButton
            label={t('command.stopRest')}
            question={t('command.stopAsk')}
            sending={sending}
            onConfirm={() =>
              submit(async () => {
                await api.send('DELETE', path, {});
                again();
              })
            }
          />
        )}
        {onAgain !== undefined && (
          <button type="button" class="button small" onClick={onAgain}>
            {t('command.again')}
          </button>
        )}
      </div>
    </section>
  );
}

function Target({ target }: { readonly target: CommandTarget }) {
  const { t, format } = useUi();
  const { stationId, connectorId, state, wave, changedAt, detail, result } = target;
  return (
    <li>
      <b>{connectorId ?? stationId}</b> <StateChip state={state} />
      <span class="sub">
        {format.timeSeconds(changedAt)} · {t('command.wave', { wave: String(wave + 1) })}
        {detail === undefined ? '' : ` · ${detail}`}
      </span>
      {result !== undefined && (
        <details>
          <summary>{t('command.result')}</summary>
          <pre class="payload">{JSON.stringify(result, null, 2)}</pre>
        </details>
      )}
    </li>
  );
}

function StateChip({ state, count }: { readonly state: TargetState; readonly count?: string }) {
  const { t } = useUi();
  const isBad = FAILED.has(state);
  return (
    <span class={`chip${isBad ? ' warn' : ''}`} data-state={state}>
      {isBad && <Icon name="alert" />}
      {count} {t(`command.state.${state}`)}
    </span>
  );
}
