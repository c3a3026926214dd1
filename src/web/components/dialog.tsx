import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useUi } from '../ui.ts';
import { Icon } from './icon.tsx';

/** The browser's own dialog: it keeps the focus inside, closes with Esc and gives the focus back. */
export function Dialog({
  title,
  side = false,
  wide = false,
  onClose,
  children,
}: {
  readonly title: string;
  /** At the right edge, full height. */
  readonly side?: boolean;
  /** For lists and messages. */
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const { t } = useUi();
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Before the effects of what is inside, which may want the focus.
  useLayoutEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    // Preact takes the element out of the page, and with it what the browser remembers.
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={`${side ? 'drawer' : 'dialog'}${wide ? ' wide' : ''}`}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        // A click on the dialog itself and not on its content is one on the backdrop.
        if (event.target === element.current) onClose();
      }}
    >
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" class="button quiet icon-only" aria-label={t('detail.close')} onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
