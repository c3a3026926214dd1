/** The number of an option. Throws an Error that names it. */
export function numberIn(
  flag: string,
  text: string | number,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = typeof text === 'number' ? text : text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= min && value <= max))
    throw new Error(`${flag}: must be a number from ${min} to ${max}, got ${JSON.stringify(text)}`);
  return value;
}

/** One of the words that an option may have. Throws an Error that lists them. */
export function oneOf<Word extends string>(flag: string, text: string, words: readonly Word[]): Word {
  const word = words.find((one) => one === text);
  if (word === undefined) throw new Error(`${flag}: must be one of ${words.join(', ')}, got ${JSON.stringify(text)}`);
  return word;
}
