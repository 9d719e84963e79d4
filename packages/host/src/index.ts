export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type { CertificateUsage } from './ca/arguments.js';
export type { CertificateAuthority } from './ca/authority.js';
export {
  type CertificateRequestOptions,
  type ClientCertificateOptions,
  createCertificateRequest,
  issueClientCertificate,
} from './ca/client.js';
export { createDevelopmentCa, createIssuer, type DevelopmentCaOptions, type IssuerOptions } from './ca/create.js';
export { type CertificateOptions, issueCertificate } from './ca/issue.js';
export { createTlsKey, type TlsKeyAlgorithm, type TlsKeyOptions } from './ca/keys.js';
export { clientIdOf } from './certificates/client-id.js';
export type { Credentials } from './certificates/credentials.js';
export { type CertificateFacts, certificateFacts } from './certificates/facts.js';
export { createPinnedAgent } from './tls/agent.js';
export { type ConnectCallback, type ConnectTarget, type PinnedConnector, pinnedConnect } from './tls/connector.js';
export type { PinnedClientOptions } from './tls/pinned.js';
export { checkPins, type Pins, peerPin, spkiPin } from './tls/pins.js';
export { createTlsServer, type PinnedServerOptions, reloadCertificate } from './tls/server.js';
export { createTlsServerOptions, type TlsServerOptions } from './tls/server-options.js';
export { strictTransportSecurity, TLS_CIPHERS } from './tls/settings.js';
