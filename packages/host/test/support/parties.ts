import { createDevelopmentCa, createIssuer, issueCertificate, createTlsKey, createCertificateRequest, issueClientCertificate, type CertificateAuthority, type Credentials } from '@fedzk/host';

export async function issueClient(issuer: CertificateAuthority, id: string): Promise<Credentials> {
  const key = await createTlsKey();
  const request = await createCertificateRequest({ key, id });
  return { certificate: await issueClientCertificate(issuer, request, { id }), key };
}
/** */
export async function parties() {
  const root = await createDevelopmentCa({ name: 'Test root' });
  const issuer = await createIssuer(root, { name: 'Test issuer' });
  const server = await issueCertificate(root, { names: ['localhost', '127.0.0.1', '::1'], usages: ['server'] });
  return { root, issuer, server, client: await issueClient(issuer, 'client_001') };
}
