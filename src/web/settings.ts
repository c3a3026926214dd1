/** What the page remembers in this browser. A browser that forbids storage forgets it with the page. */
export type Setting = 'key' | 'language' | 'theme';

export function readSetting(name: Setting): string | undefined {
  try {
    return localStorage.getItem(`headroom.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepSetting(name: Setting, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`headroom.${name}`);
    else localStorage.setItem(`headroom.${name}`, value);
  } catch {
    // Storage is full or forbidden: the setting holds until the page is closed.
  }
}

/** The key in `#key=…`, which is taken out of the address so that it is not copied or bookmarked by accident. */
export function takeKeyFromAddress(): string | undefined {
  const key = new URLSearchParams(location.hash.slice(1)).get('key') ?? undefined;
  if (key !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return key;
}
