import { bareCode, isCode, isProduct, withoutComments } from './source.ts';
import type { Rule, SourceFile } from './source.ts';

type Ban = {
  readonly what: string;
  readonly pattern: RegExp;
  readonly where: (file: SourceFile) => boolean;
  /** What the pattern is looked for in; default the code without comments and texts. */
  readonly look?: (text: string) => string;
};

const inDispatch = ({ path }: SourceFile) => path.startsWith('dispatch/');
const isPage = ({ path }: SourceFile) => path.startsWith('src/web/');
/** These rules and their planted violations. */
const isTidy = ({ path }: SourceFile) => path.startsWith('test/tidy/');
const isCli = ({ path }: SourceFile) => path.startsWith('src/cli/');

/** dispatch is pure: the same snapshot gives the same decision. `Solve`, the port to an LP engine, is the one promise. */
export const dispatchIsPure: Rule = bans([
  { what: 'reads the clock', pattern: /\b(?:Date|performance)\b(?!\s*[:,}])/, where: inDispatch },
  { what: 'uses a timer', pattern: /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/, where: inDispatch },
  { what: 'is random', pattern: /\bMath\.random\b|\bcrypto\b/, where: inDispatch },
  { what: 'touches the world', pattern: /\b(?:process\.|globalThis\b|fetch\(|require\()/, where: inDispatch },
  { what: 'is asynchronous', pattern: /\basync\b|\bawait\b/, where: inDispatch },
  {
    what: 'is asynchronous',
    pattern: /\bPromise\b/,
    where: (file) => inDispatch(file) && file.path !== 'dispatch/plan/plan.ts',
  },
]);

/** Time and chance are arguments, so that a run can be repeated. */
export const clockAndChanceAreInjected: Rule = bans([
  {
    what: 'reads the clock, which is read in src/clock.ts alone',
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bprocess\.hrtime\b/,
    where: (file) =>
      isProduct(file) && file.path !== 'src/clock.ts' && file.path !== 'src/cli/main.ts' && !isPage(file),
  },
  { what: 'is random by itself', pattern: /\bMath\.random\b/, where: (file) => isProduct(file) && !isPage(file) },
]);

export const namedExportsOnly: Rule = bans([
  {
    what: 'has a default export',
    pattern: /\bexport\s+default\b|\bas\s+default\b/,
    where: (file) => isCode(file) && !file.path.endsWith('.config.ts'),
  },
]);

export const consoleOnlyAtTheEdge: Rule = bans([
  { what: 'writes to the console', pattern: /\bconsole\./, where: (file) => isProduct(file) && !isCli(file) },
]);

/** What is left to do stands in the list of known gaps, not in the code. */
export const nothingPutOff: Rule = bans([
  {
    what: 'puts something off',
    pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/,
    where: (file) => isCode(file) && !isTidy(file),
    look: (text) => text,
  },
]);

/** A path of one machine is of no use on another. */
export const noPathsOfOneMachine: Rule = bans([
  {
    what: 'names a path of one machine',
    pattern: /(?<![\w.~/:-])\/(?:work|home|root|Users)\/\w|\b[A-Z]:\\Users\b/,
    where: (file) => !isTidy(file),
    look: (text) => text,
  },
]);

const MAX_LINES = 300;
/** Written by a program from the official schemas. */
const GENERATED = 'ocpp/protocol/generated/';

export const filesAreShort: Rule = (files) =>
  files
    .filter((file) => isProduct(file) && !file.path.startsWith(GENERATED))
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ path, lines }) => `${path}: has ${lines} lines, at most ${MAX_LINES} are readable`);

/** A number that has a unit says it in its last word. Frames on the wire have the words of their standard. */
export const quantitiesNameTheirUnit: Rule = (files) =>
  files
    .filter((file) => isProduct(file) && !/^ocpp\/(?:protocol|v16|v201|v21)\/|^src\/web\//.test(file.path))
    .flatMap((file) =>
      [...bareCode(file.text).matchAll(/(?:\breadonly\s+|[{(,;]\s*|^\s*)([A-Za-z]\w*)\??:\s*number\b/gm)]
        .map(([, name = '']) => name)
        .filter((name) => QUANTITY.test(name) && !UNITLESS.has(`${file.path} ${name}`))
        .map((name) => `${file.path}: ${name}: number has no unit as its last word`),
    );

/** `load` and `limit` alone are words of a capacity row, a page and the wire, whose unit is data beside them. */
const QUANTITY = new RegExp(
  `^(?:power|energy|current|voltage|rating|timeout|interval|delay|duration|lease|age)$|` +
    `[a-z](?:Power|Energy|Current|Voltage|Rating|Load|Exposure|Headroom|Limit|Timeout|Interval|Delay|Duration|Lease|Age)$`,
);
/** `<path> <name>`: numbers whose unit is data beside them. */
const UNITLESS: ReadonlySet<string> = new Set([
  // A capacity row is in kW or in A, see `Row.unit`.
  'dispatch/grid/rows.ts rating',
]);

function bans(all: readonly Ban[]): Rule {
  return (files) =>
    files.flatMap((file) =>
      all
        .filter(({ where }) => where(file))
        .flatMap(({ what, pattern, look = bareCode }) => {
          const lines = look(file.text).split('\n');
          return lines.flatMap((line, index) =>
            pattern.test(line) ? [`${file.path}:${index + 1}: ${what}: ${line.trim()}`] : [],
          );
        }),
    );
}

/** Only TypeScript may be imported by TypeScript that is checked: what is switched off by comment is switched off for a reason. */
export const checksSwitchedOffWithReason: Rule = (files) =>
  files.filter(isCode).flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const off = /@ts-(?:ignore|nocheck|expect-error)|ox(?:lint|fmt)-(?:disable|ignore)|eslint-disable|v8 ignore/.exec(
        line,
      );
      if (off === null || withoutComments(line).includes(off[0])) return [];
      return / -- \S/.test(line) ? [] : [`${path}:${index + 1}: switches a check off without a reason: ${line.trim()}`];
    }),
  );
