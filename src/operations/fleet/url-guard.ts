import { fleetBounds as bounds } from './bounds.ts';

/** Which addresses stations may be sent to for firmware and logs. */
export type UrlRules = {
  /** `https`, `ftps` or `sftp`, host, port and the beginning of the path; empty = none. A private address must stand here itself. */
  readonly urlAllowList: readonly string[];
  /** User and password in the address: they stand in the log of every proxy. */
  readonly allowUrlCredentials: boolean;
};

type Address = {
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly hasCredentials: boolean;
};

const PROTOCOLS: ReadonlySet<string> = new Set(['https:', 'ftps:', 'sftp:']);

/**
 * Why a station may not be sent there, or undefined. Names are compared, not resolved: the station looks them up in its own network, so an
 * answer here would prove nothing; who lists a host vouches for its name. Only the very host of the list passes, so neither the address of
 * a metadata service, nor another spelling of a loopback address, nor a trailing dot does.
 */
export function urlProblem(text: string, { urlAllowList, allowUrlCredentials }: UrlRules): string | undefined {
  if (text.length > bounds.urlCharacters) return `must have at most ${bounds.urlCharacters} characters`;
  const address = addressOf(text);
  if (typeof address === 'string') return address;
  if (address.hasCredentials && !allowUrlCredentials) return 'must not hold a user or a password';
  const isListed = urlAllowList.some((entry) => {
    const listed = addressOf(entry);
    return typeof listed !== 'string' && isWithin(address, listed);
  });
  if (isListed) return undefined;
  return urlAllowList.length === 0
    ? 'is refused: the grid file lists no address in fleet.urlAllowList'
    : 'is not below an address of fleet.urlAllowList';
}

/** The parts of an address, or what is wrong with it. */
function addressOf(text: string): Address | string {
  // A backslash and a coded slash are a path to some servers and none to others.
  if (/[\s\\\p{Cc}]|%2f|%5c|%00/iu.test(text)) return 'must not hold spaces, backslashes or coded slashes';
  const [, scheme = ''] = /^([a-z]+):\/\//i.exec(text) ?? [];
  const protocol = `${scheme.toLowerCase()}:`;
  if (!PROTOCOLS.has(protocol)) return 'must begin with https://, ftps:// or sftp://';
  // Read as https, so that the host is put into its one spelling (0x7f.1 is 127.0.0.1) whatever the scheme.
  const asHttps = `https:${text.slice(scheme.length + 1)}`;
  if (!URL.canParse(asHttps)) return 'is not a URL';
  const { hostname, pathname, username, password, hash } = new URL(asHttps);
  if (hash !== '') return 'must not hold a fragment';
  const port = /:(\d+)$/.exec(text.slice(scheme.length + 3).split(/[/?#]/)[0] ?? '')?.[1];
  return {
    protocol,
    host: hostname,
    port: port ?? DEFAULT_PORTS[protocol] ?? '',
    path: pathname,
    hasCredentials: username !== '' || password !== '' || /^[^/?#]*@/.test(text.slice(scheme.length + 3)),
  };
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'https:': '443', 'ftps:': '990', 'sftp:': '22' };

function isWithin(address: Address, listed: Address): boolean {
  const folder = listed.path.endsWith('/') ? listed.path : `${listed.path}/`;
  return (
    address.protocol === listed.protocol &&
    address.host === listed.host &&
    address.port === listed.port &&
    (address.path === listed.path || address.path.startsWith(folder))
  );
}
