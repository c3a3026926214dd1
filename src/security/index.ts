export { securityBounds } from './bounds.ts';
export { certificateNumber } from './certificate-number.ts';
export { createLogin } from './login.ts';
export type { LoginGuard } from './login-guard.ts';
export { createSecurity, type Security } from './security.ts';
export { createSecurityLog, type SecurityLog } from './security-log.ts';
export { afterLogin, type Proof, type SecurityProfile } from './station-security.ts';
export { createTlsListener, type StationTlsOptions } from './tls-listener.ts';
