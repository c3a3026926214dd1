import { useLayoutEffect } from 'preact/hooks';

/** Single keys that work wherever nobody is typing and no dialog is open. */
export function useKeyboard(actions: Readonly<Record<string, () => void>>): void {
  // Before the page is painted: whoever sees it may press a key.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const action = actions[event.key];
      const isFree = !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
      if (action === undefined || !isFree || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [actions]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, select, textarea, [contenteditable]');
}
