/** What the command line says to a benchmark. */
export type BenchArgs = {
  /** Folder of the real data: `sessions`, `networks`, `tariffs`, ... */
  readonly dataDir: string;
  /** A size for CI: correctness, not figures. */
  readonly small: boolean;
  readonly seed: number;
  /** `--name value`; undefined when it was not given. */
  readonly option: (name: string) => string | undefined;
  /** Progress, on the error stream. */
  readonly say: (line: string) => void;
};

/** One line of a result; its keys are the columns. */
export type BenchRow = Readonly<Record<string, string | number | boolean | null>>;

/** A table that one command makes again: `npm run bench -- NAME`. */
export type Bench = {
  /** One line: what is measured. */
  readonly title: string;
  readonly run: (args: BenchArgs) => Promise<readonly BenchRow[]>;
  /** Its section of docs/benchmarks.md: the rows with the published numbers beside them. Markdown without a heading. */
  readonly section: (rows: readonly BenchRow[], args: BenchArgs) => string;
};
