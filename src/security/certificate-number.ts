/** A serial number of a certificate in one form, however a person or a library writes it: hex without colons and leading zeros. */
export function certificateNumber(text: string): string {
  return text
    .replaceAll(':', '')
    .replace(/^0+(?=.)/, '')
    .toUpperCase();
}
