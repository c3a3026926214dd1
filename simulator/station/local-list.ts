export type ListedToken = { readonly status: string; readonly expiresAtMs?: number };

export type LocalListUpdate = {
  readonly version: number;
  readonly kind: 'full' | 'differential';
  /** Without `info` a differential update removes the token. */
  readonly entries: readonly { readonly idToken: string; readonly info?: ListedToken }[];
};

/** What one station keeps at most (LocalAuthListMaxLength). */
const MAX_TOKENS = 1000;

/** The tokens that may charge while nobody can be asked (1.6: 3.5.2; 2.0.1: D01). */
export class LocalList {
  #version = 0;
  #tokens: ReadonlyMap<string, ListedToken> = new Map();

  /** 0 = there is none. */
  version(): number {
    return this.#version;
  }

  /** A differential update must be newer than what is here. Nothing has changed unless it was accepted. */
  apply({ version, kind, entries }: LocalListUpdate): 'accepted' | 'version-mismatch' | 'failed' {
    if (kind === 'differential' && version <= this.#version) return 'version-mismatch';
    const next = new Map(kind === 'full' ? [] : this.#tokens);
    for (const { idToken, info } of entries) {
      if (info === undefined) next.delete(keyOf(idToken));
      else next.set(keyOf(idToken), info);
    }
    if (next.size > MAX_TOKENS) return 'failed';
    this.#tokens = next;
    this.#version = version;
    return 'accepted';
  }

  /** Whether a token may charge; undefined = it is not listed. */
  allows(idToken: string, nowMs: number): boolean | undefined {
    const listed = this.#tokens.get(keyOf(idToken));
    if (listed === undefined) return undefined;
    return listed.status === 'Accepted' && (listed.expiresAtMs ?? nowMs) >= nowMs;
  }
}

/** Tokens are the same in either case (2.0.1: C01.FR.20; 1.6: CiString). */
function keyOf(idToken: string): string {
  return idToken.toLowerCase();
}
