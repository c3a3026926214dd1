import { posix } from 'node:path';

import { importsOf, isProduct } from './source.ts';
import type { Import, Rule, SourceFile } from './source.ts';

/** What each house may import, besides npm packages and Node's own modules. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  dispatch: ['dispatch'],
  ocpp: ['ocpp'],
  src: ['src', 'dispatch', 'ocpp'],
  simulator: ['simulator', 'dispatch', 'ocpp/protocol'],
};
/** The composition root of `demo` and `simulate`. */
const CLI_DOOR = 'simulator/index.ts';
const PAGE_PACKAGES = /^(?:preact|uplot)(?:\/|$)/;

/** `src -> dispatch, ocpp`; `ocpp -> ocpp/protocol <- simulator -> dispatch`; `dispatch` imports nothing but itself; the page stands alone. */
export const importDirections: Rule = (files) =>
  files
    .filter(isProduct)
    .flatMap((file) => importsOf(file).flatMap((one) => problem(directionOf(file, one), file, one)));

/** A foreign folder is entered by its index.ts. Types of a seam (port.ts, view.ts) may be named by file inside the same house. */
export const foldersEnteredByIndex: Rule = (files) =>
  files.filter(isProduct).flatMap((file) => importsOf(file).flatMap((one) => problem(doorOf(file, one), file, one)));

/** NodeNext wants them, and so do the eyes. */
export const relativeImportsNameTheFile: Rule = (files) =>
  files.filter(isProduct).flatMap((file) =>
    importsOf(file)
      .filter(({ specifier, target }) => target !== undefined && !/\.(?:tsx?|json|css|svg)$/.test(specifier))
      .map(({ specifier }) => `${file.path}: '${specifier}' has no file ending`),
  );

/** Every folder of the product has a door, but the command line and the page, which nobody enters. */
export const foldersHaveAnIndex: Rule = (files) => {
  const product = files.filter(isProduct).map(({ path }) => path);
  const folders = new Set(
    product.map(unitOf).filter((unit) => unit !== 'src' && unit !== 'src/cli' && unit !== 'src/web'),
  );
  return [...folders]
    .filter((folder) => !product.includes(`${folder}/index.ts`))
    .map((folder) => `${folder}: has no index.ts`);
};

function directionOf({ path }: SourceFile, { specifier, target }: Import): string | undefined {
  const house = houseOf(path);
  if (target === undefined) {
    if (house === 'dispatch') return 'dispatch imports nothing but itself';
    if (path.startsWith('src/web/') && !PAGE_PACKAGES.test(specifier)) return 'the page uses only preact and uplot';
    return undefined;
  }
  if (path.startsWith('src/web/'))
    return target.startsWith('src/web/') ? undefined : 'the page uses only the public API';
  if (target.startsWith('src/web/')) return 'nobody imports the page';
  if (path.startsWith('src/cli/') && target === CLI_DOOR) return undefined;
  const allowed = MAY_IMPORT[house] ?? [];
  if (allowed.some((folder) => target.startsWith(`${folder}/`))) return undefined;
  return `${house} may import ${allowed.join(', ')}`;
}

function doorOf({ path }: SourceFile, { target, typeOnly }: Import): string | undefined {
  if (target === undefined || !isIn(houseOf(target), Object.keys(MAY_IMPORT))) return undefined;
  const isIndex = posix.basename(target) === 'index.ts';
  if (houseOf(target) !== houseOf(path)) return isIndex ? undefined : 'another house is entered by its index.ts';
  const [from, to] = [unitOf(path), unitOf(target)];
  if (from === to || to === houseOf(target) || isIndex || typeOnly) return undefined;
  return 'another folder is entered by its index.ts';
}

function problem(reason: string | undefined, file: SourceFile, { specifier }: Import): readonly string[] {
  return reason === undefined ? [] : [`${file.path}: imports '${specifier}', but ${reason}`];
}

function houseOf(path: string): string {
  return path.split('/')[0] ?? '';
}

/** The folder that counts as one: `src/api`, `ocpp/v16`, or the house itself: for a file that lies directly in it, and for the simulator. */
function unitOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  return folders.slice(0, folders[0] === 'simulator' ? 1 : 2).join('/');
}

function isIn(name: string, names: readonly string[]): boolean {
  return names.includes(name);
}
