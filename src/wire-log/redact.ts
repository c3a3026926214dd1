/** What stands where a secret was. */
export const SECRET = '(secret)';

/** Settings whose value is a secret: 1.6 keys, variables of 2.x, in lower case. */
const SECRET_SETTINGS =
  /authorizationkey|passw(?:or)?d|passphrase|presharedkey|privatekey|secret|(?:^|[^a-z])psk(?:$|[^a-z])|simpin$/;
/** Fields whose value is a secret wherever they stand. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'password',
  'basicauthpassword',
  'authorizationkey',
  'authorization',
  'apnpassword',
  'passphrase',
  'simpin',
  'presharedkey',
  'privatekey',
  'secret',
  // An OCMF record holds the token under `ID`, and nobody can mask that: it is signed.
  'signedmeterdata',
]);
/** Fields that hold a token: whoever knows it can charge with it. */
const TOKEN_FIELDS: ReadonlySet<string> = new Set([
  'idTag',
  'parentIdTag',
  'idToken',
  'groupIdToken',
  'additionalIdToken',
]);
/** Where the value of a setting stands: 1.6 and SetVariables, NotifyEvent. */
const VALUE_FIELDS: ReadonlySet<string> = new Set(['value', 'attributeValue', 'actualValue']);
/** A message of a station is no deeper; what is deeper is somebody's try. */
const MOST_LEVELS = 24;

/** Stands for a token: the same one always in the same words, so that it can be followed, and not to be turned back. */
export type MaskToken = (idToken: string) => string;

/**
 * A copy without secrets: values of secret settings (AuthorizationKey, BasicAuthPassword), fields that are passwords, private keys,
 * credentials in URLs, signed meter values (they may name the driver); tokens through `maskToken`.
 */
export function redact(value: unknown, maskToken: MaskToken): unknown {
  return copy(value, maskToken, 0);
}

function copy(value: unknown, maskToken: MaskToken, level: number, ofSecret = false): unknown {
  if (typeof value === 'string') return textWithoutSecrets(value, maskToken, level);
  if (typeof value !== 'object' || value === null) return value;
  if (level > MOST_LEVELS) return SECRET;
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item, maskToken, level + 1, ofSecret));
  const hidesValue = ofSecret || isSecretSetting(value) || isSignedValue(value);
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]: [string, unknown]) => {
      if (SECRET_FIELDS.has(field.toLowerCase())) return [field, SECRET];
      if (hidesValue && VALUE_FIELDS.has(field)) return [field, SECRET];
      if (TOKEN_FIELDS.has(field) && typeof inner === 'string') return [field, maskToken(inner)];
      // NotifyReport has the values one level deeper.
      return [field, copy(inner, maskToken, level + 1, hidesValue && field === 'variableAttribute')];
    }),
  );
}

/** `{ key }` of 1.6, `{ name }` of ours, `{ component, variable }` of 2.x. */
function isSecretSetting(record: object): boolean {
  const { key, name, variable } = record as { key?: unknown; name?: unknown; variable?: { name?: unknown } | null };
  return [key, name, variable?.name].some((one) => typeof one === 'string' && SECRET_SETTINGS.test(one.toLowerCase()));
}

/** 1.6: the value of a sample is then what `signedMeterData` is in 2.x. */
function isSignedValue(record: object): boolean {
  return (record as { format?: unknown }).format === 'SignedData';
}

function textWithoutSecrets(text: string, maskToken: MaskToken, level: number): string {
  if (text.includes('PRIVATE KEY')) return SECRET;
  // The data of a DataTransfer are JSON in a text as often as not.
  if (/^\s*[[{]/.test(text) && level <= MOST_LEVELS) {
    try {
      return JSON.stringify(copy(JSON.parse(text), maskToken, level + 1));
    } catch {
      // It only looks like JSON.
    }
  }
  return text.replaceAll(/\/\/[^/\s@]*@/g, `//${SECRET}@`);
}
