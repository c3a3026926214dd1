/** Security events that stations report: the list of the 1.6 security whitepaper (section 3.5) and 2.0.1 part 2, appendix 1. */

/** The schema's bounds; they hold also where validation is relaxed. */
export const MAX_TYPE_LENGTH = 50;
export const MAX_TECH_INFO_LENGTH = 255;

/** By type: whether the standard calls it critical, so that a station must deliver it. */
const STANDARD_EVENTS: ReadonlyMap<string, boolean> = new Map([
  ['FirmwareUpdated', true],
  ['SettingSystemTime', true],
  ['StartupOfTheDevice', true],
  ['ResetOrReboot', true],
  ['SecurityLogWasCleared', true],
  ['MemoryExhaustion', true],
  ['TamperDetectionActivated', true],
  ['FailedToAuthenticateAtCentralSystem', false],
  ['FailedToAuthenticateAtCsms', false],
  ['CentralSystemFailedToAuthenticate', false],
  ['CsmsFailedToAuthenticate', false],
  ['ReconfigurationOfSecurityParameters', false],
  ['InvalidMessages', false],
  ['AttemptedReplayAttacks', false],
  ['InvalidFirmwareSignature', false],
  ['InvalidFirmwareSigningCertificate', false],
  ['InvalidCentralSystemCertificate', false],
  ['InvalidCsmsCertificate', false],
  ['InvalidChargePointCertificate', false],
  ['InvalidChargingStationCertificate', false],
  ['InvalidTLSVersion', false],
  ['InvalidTLSCipherSuite', false],
]);

/** An alarm is raised for it. A type that the standard does not know is never critical by itself: anybody can invent one. */
export function isCriticalSecurityEvent(type: string): boolean {
  return STANDARD_EVENTS.get(type) === true;
}

export function isStandardSecurityEvent(type: string): boolean {
  return STANDARD_EVENTS.has(type);
}
