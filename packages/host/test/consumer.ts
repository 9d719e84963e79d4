// A user's program that imports every public name; the packaging tests compile it, and compare the names.
import { createServer } from 'node:https';
import {
  type CertificateAuthority,
  type CertificateFacts,
  type CertificateOptions,
  type CertificateRequestOptions,
  type CertificateUsage,
  type ClientCertificateOptions,
  type ConnectCallback,
  type ConnectTarget,
  type Credentials,
  certificateFacts,
  checkPins,
  clientIdOf,
  createCertificateRequest,
  createDevelopmentCa,
  createIssuer,
  createPinnedAgent,
  createTlsKey,
  createTlsServer,
  createTlsServerOptions,
  type DevelopmentCaOptions,
  FedzkError,
  type FedzkErrorCode,
  type IssuerOptions,
  issueCertificate,
  issueClientCertificate,
  type PinnedClientOptions,
  type PinnedConnector,
  type PinnedServerOptions,
  type Pins,
  peerPin,
  pinnedConnect,
  reloadCertificate,
  spkiPin,
  strictTransportSecurity,
  TLS_CIPHERS,
  type TlsKeyAlgorithm,
  type TlsKeyOptions,
  type TlsServerOptions,
} from '@fedzk/host';

const algorithm: TlsKeyAlgorithm = 'ecdsa-p256';
const usages: CertificateUsage[] = ['server'];
const ca: DevelopmentCaOptions = { name: 'Root', algorithm };
const issuing: IssuerOptions = { name: 'Issuer', days: 30 };
const wanted: CertificateOptions = { names: ['localhost'], usages };
const made: TlsKeyOptions = { algorithm };
const client: ClientCertificateOptions = { id: 'client_001' };

export async function run(): Promise<FedzkErrorCode> {
  const root: CertificateAuthority = await createDevelopmentCa(ca);
  const issuer = await createIssuer(root, issuing);
  const own: Credentials = await issueCertificate(root, wanted);
  const asked: CertificateRequestOptions = { key: await createTlsKey(made), id: 'client_001' };
  const certificate = await issueClientCertificate(issuer, await createCertificateRequest(asked), client);
  const facts: CertificateFacts = certificateFacts(certificate);
  const pins: Pins = { current: spkiPin(own.certificate), next: facts.pin };

  const options: TlsServerOptions = { ...own, clientCa: root.certificate };
  createServer(createTlsServerOptions(options)).close();
  const pinned: PinnedServerOptions = { ...options, pins: () => pins };
  const server = createTlsServer(pinned, ({ socket }, response) => {
    response.setHeader('strict-transport-security', strictTransportSecurity());
    response.end(`${clientIdOf(certificate)} ${peerPin(socket)} ${checkPins(socket, pins)} ${TLS_CIPHERS}`);
  });
  reloadCertificate(server, options);

  const dialing: PinnedClientOptions = { pins, key: asked.key, certificate };
  createPinnedAgent(dialing).destroy();
  const connector: PinnedConnector = pinnedConnect(dialing);
  const target: ConnectTarget = { hostname: 'localhost', protocol: 'http:', port: '80' };
  const taken: ConnectCallback = (error, socket) => console.log(error, socket);
  connector(target, taken);
  return new FedzkError('pin-mismatch', 'none').code;
}
