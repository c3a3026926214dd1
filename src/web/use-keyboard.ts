import { useEffect } from 'preact/hooks';

/** Single keys that work wherever nobody is typing and no dialog is open. */
export function useKeyboard(actions: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
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
