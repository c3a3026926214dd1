import { Field } from '../field.tsx';

/** A labelled choice. */
export function PickField<Value extends string>({
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
    <Field label={label} name={name}>
      {(parts) => (
        <select {...parts} value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A labelled line of text. */
export function TextField({
  label,
  name,
  value,
  error,
  maxLength,
  onInput,
}: {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly maxLength: number;
  readonly onInput: (value: string) => void;
}) {
  return (
    <Field label={label} name={name} error={error}>
      {(parts) => (
        <input
          {...parts}
          type="text"
          autocomplete="off"
          spellcheck={false}
          maxLength={maxLength}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
