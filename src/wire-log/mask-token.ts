import { createHmac } from 'node:crypto';
import type { MaskToken } from './redact.ts';

/**
 * Masks tokens with a key of this installation. A token is a card's number of 4 to 10 bytes: a plain hash of it is found by trying them all,
 * and whoever has the number has the card.
 */
export function createMaskToken(key: Buffer): MaskToken {
  return (idToken) => {
    if (idToken === '') return '';
    const folded = idToken.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
    return `token-${createHmac('sha256', key).update(folded).digest('hex').slice(0, 12)}`;
  };
}
