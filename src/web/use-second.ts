import { useEffect, useState } from 'preact/hooks';

/** Draws the component again each second: ages and clocks go on while nothing else happens. */
export function useSecond(): void {
  const [, setCount] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setCount((count) => count + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
}
