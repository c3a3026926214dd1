export * from './restoration.ts';
