export * from './token-book.ts';
export * from './token-csv.ts';
export * from './local-list.ts';
