import { Icon } from './icon.tsx';

/** What is wrong with the form as a whole. */
export function FormError({ text }: { readonly text: string | undefined }) {
  return (
    <p class="field-error form-error" role="alert">
      {text !== undefined && (
        <>
          <Icon name="alert" /> {text}
        </>
      )}
    </p>
  );
}
