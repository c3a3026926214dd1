import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the tree: its path from the root with forward slashes, and its text. */
export type SourceFile = { readonly path: string; readonly text: string };
/** A rule of the house: a pure function from the files to what breaks it, one sentence each, beginning with `path:`. */
export type Rule = (files: readonly SourceFile[]) => readonly string[];

/** One import or re-export of a file. Relative targets are resolved to paths from the root. */
export type Import = { readonly specifier: string; readonly target: string | undefined; readonly typeOnly: boolean };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LEFT_OUT = new Set(['node_modules', 'dist', '.git', 'data', '.vitest', 'coverage']);
const TEXTS =
  /\.(?:ts|tsx|mjs|js|cjs|sh|json|md|ya?ml|html|css|svg|csv|toml)$|(?:^|\/)(?:run|LICENSE|NOTICE|Dockerfile|\.[a-z]+rc|\.gitignore)$/;

/** All texts that belong to the project. */
export async function readTree(): Promise<readonly SourceFile[]> {
  const paths: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(ROOT, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) await walk(path);
      if (entry.isFile() && TEXTS.test(path) && entry.name !== 'package-lock.json') paths.push(path);
    }
  };
  await walk('.');
  return Promise.all(paths.sort().map(async (path) => ({ path, text: await readFile(join(ROOT, path), 'utf8') })));
}

export function isCode({ path }: SourceFile): boolean {
  return /\.tsx?$/.test(path);
}

/** TypeScript of the product: everything but the tests and the settings of tools. */
export function isProduct(file: SourceFile): boolean {
  return isCode(file) && /^(?:dispatch|ocpp|src|simulator)\//.test(file.path) && !file.path.endsWith('.config.ts');
}

/** Static, dynamic and type imports, and re-exports. */
export function importsOf({ path, text }: SourceFile): readonly Import[] {
  const code = withoutComments(text);
  const found = [
    ...code.matchAll(/^\s*(?:import|export)\s+(type\s)?[^'"`;()]*?\bfrom\s*['"]([^'"]+)['"]/gm),
    ...code.matchAll(/^\s*import()\s*['"]([^'"]+)['"]/gm),
    ...code.matchAll(/\bimport()\s*\(\s*['"]([^'"]+)['"]/g),
  ];
  return found.map(([, type, specifier = '']) => ({
    specifier,
    target: specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined,
    typeOnly: type !== undefined && type !== '',
  }));
}

/** The code without comments; strings stay. */
export function withoutComments(text: string): string {
  return scan(text, { keepStrings: true });
}

/** The code without comments and without what stands inside strings, templates and regular expressions. */
export function bareCode(text: string): string {
  return scan(text, { keepStrings: false });
}

/** Good enough for our own, formatted code: code inside `${}` of a template counts as string. */
function scan(text: string, { keepStrings }: { readonly keepStrings: boolean }): string {
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/g;
  let result = '';
  let from = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found] = match;
    const before = text.slice(from, match.index);
    if (isDivision(found, result + before)) {
      token.lastIndex = match.index + 1;
      continue;
    }
    const isComment = found.startsWith('//') || found.startsWith('/*');
    // Line breaks stay, so that a line keeps its number.
    const blank = isComment
      ? found.replaceAll(/[^\n]+/g, ' ')
      : `${found[0]}${found.replaceAll(/[^\n]+/g, '')}${found[0]}`;
    result += before + (keepStrings && !isComment ? found : blank);
    from = match.index + found.length;
  }
  return result + text.slice(from);
}

function isDivision(found: string, before: string): boolean {
  return (
    found.startsWith('/') &&
    !/^\/[*/]/.test(found) &&
    /[\w$)\]}]\s*$/.test(before) &&
    !/\b(?:return|typeof|case|of|in)\s*$/.test(before)
  );
}
