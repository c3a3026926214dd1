import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** What a control needs to be tied to its label, note and error. */
export type FieldParts = {
  readonly id: string;
  readonly name: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string;
};

/** Label, control, unit, note and error of one field. */
export function Field({
  label,
  name,
  unit,
  note,
  error,
  children,
}: {
  readonly label: string;
  readonly name: string;
  readonly unit?: string | undefined;
  readonly note?: string | undefined;
  readonly error?: string | undefined;
  readonly children: (parts: FieldParts) => ComponentChildren;
}) {
  const id = useId();
  return (
    <div class={`field${error === undefined ? '' : ' invalid'}`} data-field={name}>
      <label class="field-label" for={id}>
        {label}
      </label>
      <div class="field-control">
        {children({ id, name, 'aria-invalid': error !== undefined, 'aria-describedby': `${id}-note ${id}-error` })}
        {unit !== undefined && <span class="unit">{unit}</span>}
      </div>
      <p class="note" id={`${id}-note`}>
        {note}
      </p>
      <p class="field-error" id={`${id}-error`} role="alert">
        {error !== undefined && (
          <>
            <Icon name="alert" /> {error}
          </>
        )}
      </p>
    </div>
  );
}

/** A few choices side by side. */
export function Choice<Value extends string>({
  label,
  name,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly name: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}) {
  return (
    <fieldset class="field choice">
      <legend class="field-label">{label}</legend>
      <div class="segments">
        {options.map(([option, text]) => (
          <label key={option} class={option === value ? 'chosen' : ''}>
            <input
              type="radio"
              class="visually-hidden"
              name={name}
              value={option}
              checked={option === value}
              onChange={() => onChange(option)}
            />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
