import { useEffect, useState } from 'preact/hooks';
import type { ApiClient } from './api-client.ts';
import type { Ready } from './types.ts';

const EVERY_MS = 10_000;

/** Whether the service controls; undefined = not known (yet). */
export function useReady(api: ApiClient): Ready | undefined {
  const [ready, setReady] = useState<Ready>();
  useEffect(() => {
    let isOpen = true;
    const ask = (): void => {
      api.ready().then(
        (answer) => isOpen && setReady(answer),
        () => isOpen && setReady(undefined),
      );
    };
    ask();
    const timer = setInterval(ask, EVERY_MS);
    return () => {
      isOpen = false;
      clearInterval(timer);
    };
  }, [api]);
  return ready;
}
