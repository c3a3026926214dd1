import { useEffect, useState } from 'preact/hooks';

export const views = ['control', 'stations', 'security'] as const;
export type View = (typeof views)[number];

/** The view that the address names (`#stations`), so that reload, back and bookmarks keep it. */
export function useView(): readonly [View, (view: View) => void] {
  const [view, setView] = useState(viewOfAddress);
  useEffect(() => {
    const follow = (): void => setView(viewOfAddress());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return [
    view,
    (next) => {
      const { pathname, search } = location;
      // The first view has the plain address, without an empty `#`.
      history.pushState(null, '', next === 'control' ? pathname + search : `#${next}`);
      setView(next);
    },
  ];
}

function viewOfAddress(): View {
  const name = location.hash.slice(1);
  return views.find((view) => view === name) ?? 'control';
}
