/** A site's wiring: stations between two lines each, and the rows |sum coefficient x current| <= limit. */
export type AcnNetwork = {
  readonly site: string;
  /** Line to line. */
  readonly voltageV: number;
  /** The transformers that the file's limits are for, together. */
  readonly defaultCapKw: number;
  readonly evses: readonly { readonly id: string; readonly phaseDeg: number; readonly allowedA: readonly number[] }[];
  readonly constraints: readonly {
    readonly name: string;
    readonly limitA: number;
    readonly coefficients: Readonly<Record<string, number>>;
  }[];
};

type Fields = Readonly<Record<string, unknown>>;

/** Reads a parsed network file. Throws an Error that names the field and the value. */
export function readAcnNetwork(file: unknown): AcnNetwork {
  const root = fields(file, 'the file');
  const evses = list(root, 'evses').map((entry, index) => {
    const path = `evses[${index}]`;
    const evse = fields(entry, path);
    const allowedA = list(evse, 'allowable_A', path).map((value, step) =>
      finite(value, `${path}.allowable_A[${step}]`),
    );
    return { id: text(evse, 'id', path), phaseDeg: finite(evse['phase_deg'], `${path}.phase_deg`), allowedA };
  });
  const known = new Set(evses.map(({ id }) => id));
  const constraints = list(root, 'constraints').map((entry, index) => {
    const path = `constraints[${index}]`;
    const row = fields(entry, path);
    const coefficients = Object.entries(fields(row['coef'], `${path}.coef`)).map(([id, value]) => {
      if (!known.has(id)) throw new Error(`network file, ${path}.coef: unknown station "${id}"`);
      return [id, finite(value, `${path}.coef.${id}`)] as const;
    });
    return {
      name: text(row, 'name', path),
      limitA: finite(row['limit_A'], `${path}.limit_A`),
      coefficients: Object.fromEntries(coefficients),
    };
  });
  return {
    site: text(root, 'site'),
    voltageV: finite(root['voltage_V'], 'voltage_V'),
    defaultCapKw: defaultCap(text(root, 'note')),
    evses,
    constraints,
  };
}

/** The files tell it in words: `transformer_cap default 150 kW: …`, or `two transformers 45 kW and 150 kW. …`: then it is both together. */
function defaultCap(note: string): number {
  const [, one] = /default (\d+(?:\.\d+)?) kW/.exec(note) ?? [];
  if (one !== undefined) return Number(one);
  const [, first, second] = /two transformers (\d+(?:\.\d+)?) kW and (\d+(?:\.\d+)?) kW/.exec(note) ?? [];
  if (first !== undefined && second !== undefined) return Number(first) + Number(second);
  throw new Error(
    `network file, note: must name its transformers as "default <number> kW" or "two transformers <number> kW and <number> kW", got "${note}"`,
  );
}

function fields(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`network file, ${path}: must be an object, got ${JSON.stringify(value)}`);
  }
  return value as Fields;
}

function list(parent: Fields, name: string, path?: string): readonly unknown[] {
  const value = parent[name];
  if (Array.isArray(value) && value.length > 0) return value;
  throw new Error(
    `network file, ${path === undefined ? name : `${path}.${name}`}: must be a list with entries, got ${JSON.stringify(value)}`,
  );
}

function text(parent: Fields, name: string, path?: string): string {
  const value = parent[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(
    `network file, ${path === undefined ? name : `${path}.${name}`}: must be a text, got ${JSON.stringify(value)}`,
  );
}

function finite(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Error(`network file, ${path}: must be a number, got ${JSON.stringify(value)}`);
}
