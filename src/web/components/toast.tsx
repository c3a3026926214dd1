import { useCallback, useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

const SHOWN_MS = 5_000;

type Message = { readonly text: string; readonly number: number };

/** A short word about what has just been done. */
export function useToast(): { readonly toast: Message | undefined; readonly say: (text: string) => void } {
  const [toast, setToast] = useState<Message>();
  useEffect(() => {
    if (toast === undefined) return undefined;
    const timer = setTimeout(() => setToast(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  const say = useCallback((text: string) => setToast((before) => ({ text, number: (before?.number ?? 0) + 1 })), []);
  return { toast, say };
}

export function Toast({ toast }: { readonly toast: Message | undefined }) {
  return (
    <div class="toast-place" role="status" aria-live="polite">
      {toast !== undefined && (
        <p class="toast" key={toast.number}>
          <Icon name="info" /> {toast.text}
        </p>
      )}
    </div>
  );
}
