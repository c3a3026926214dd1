import { resetModes, stagings, takesConnector, triggerMessages, waits } from '../../command-draft.ts';
import type { CommandDraft } from '../../command-draft.ts';
import type { FieldErrors } from '../../envelope-form.ts';
import { useUi } from '../../ui.ts';
import { Field } from '../field.tsx';
import { PickField, TextField } from './small-fields.tsx';

/** What is asked for, of which part, why, and in which steps. */
export function CommandFields({
  draft,
  kinds,
  stationCount,
  connectorIds,
  errors,
  onDraft,
}: {
  readonly draft: CommandDraft;
  readonly kinds: readonly CommandDraft['kind'][];
  readonly stationCount: number;
  readonly connectorIds: readonly string[];
  readonly errors: FieldErrors;
  readonly onDraft: (draft: CommandDraft) => void;
}) {
  const { t } = useUi();
  const change = (part: Partial<CommandDraft>): void => onDraft({ ...draft, ...part });
  const isOne = stationCount === 1;
  return (
    <>
      <div class="form-row">
        <PickField
          label={t('command.kind')}
          name="kind"
          value={draft.kind}
          options={kinds.map((kind) => [kind, t(`command.kind.${kind}`)] as const)}
          onChange={(kind) => change({ kind })}
        />
        {isOne && takesConnector(draft.kind) && (
          <PickField
            label={t('command.where')}
            name="connectorId"
            value={draft.connectorId}
            options={[['', t('command.whole')], ...connectorIds.map((id) => [id, id] as const)]}
            onChange={(connectorId) => change({ connectorId })}
          />
        )}
        <KindFields draft={draft} errors={errors} change={change} />
      </div>
      <TextField
        label={t('form.reason')}
        name="reason"
        value={draft.reason}
        error={errors['reason']}
        maxLength={500}
        onInput={(reason) => change({ reason })}
      />
      {!isOne && (
        <div class="form-row">
          <PickField
            label={t('command.staging')}
            name="staging"
            value={draft.staging}
            options={stagings.map((one) => [one, t(`command.staging.${one}`)] as const)}
            onChange={(staging) => change({ staging })}
          />
          <Field label={t('command.stop')} name="stopAfterFailures" note={t('command.stopNote')}>
            {(parts) => (
              <input
                {...parts}
                type="text"
                inputMode="numeric"
                autocomplete="off"
                value={draft.stopAfterFailures}
                onInput={(event) => change({ stopAfterFailures: event.currentTarget.value })}
              />
            )}
          </Field>
          <PickField
            label={t('command.wait')}
            name="wait"
            value={draft.wait}
            options={waits.map((one) => [one, t(`command.wait.${one}`)] as const)}
            onChange={(wait) => change({ wait })}
          />
        </div>
      )}
    </>
  );
}

/** What only this kind of command needs. */
function KindFields({
  draft,
  errors,
  change,
}: {
  readonly draft: CommandDraft;
  readonly errors: FieldErrors;
  readonly change: (part: Partial<CommandDraft>) => void;
}) {
  const { t } = useUi();
  switch (draft.kind) {
    case 'reset':
      return (
        <PickField
          label={t('command.mode')}
          name="mode"
          value={draft.mode}
          options={resetModes.map((mode) => [mode, t(`command.mode.${mode}`)] as const)}
          onChange={(mode) => change({ mode })}
        />
      );
    case 'change-availability':
      return (
        <PickField
          label={t('command.operative')}
          name="operative"
          value={draft.operative}
          options={[
            ['yes', t('command.operative.yes')],
            ['no', t('command.operative.no')],
          ]}
          onChange={(operative) => change({ operative })}
        />
      );
    case 'trigger':
      return (
        <PickField
          label={t('command.message')}
          name="message"
          value={draft.message}
          options={triggerMessages.map((message) => [message, t(`command.message.${message}`)] as const)}
          onChange={(message) => change({ message })}
        />
      );
    case 'remote-start':
      return (
        <TextField
          label={t('command.token')}
          name="idToken"
          value={draft.idToken}
          error={errors['idToken']}
          maxLength={36}
          onInput={(idToken) => change({ idToken })}
        />
      );
    case 'write-settings':
      return (
        <>
          <TextField
            label={t('command.settingName')}
            name="settingName"
            value={draft.settingName}
            error={errors['settingName']}
            maxLength={200}
            onInput={(settingName) => change({ settingName })}
          />
          <TextField
            label={t('command.settingValue')}
            name="settingValue"
            value={draft.settingValue}
            error={errors['settingValue']}
            maxLength={2500}
            onInput={(settingValue) => change({ settingValue })}
          />
        </>
      );
    default:
      return null;
  }
}
