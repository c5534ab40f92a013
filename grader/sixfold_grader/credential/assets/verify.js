'use strict';
// The same checks in the same order as verification.py; a test compares their outcomes. The browser checks the
// eddsa-jcs-2022 proof of a set; `sixfold verify` checks every one.
const data = JSON.parse(document.getElementById('data').textContent);
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
// What stands before a raw Ed25519 key in the one form that every browser reads (RFC 8410).
const SPKI = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const SUITE = 'eddsa-jcs-2022';
const DAY = 86_400_000;
const bytesOf = text => new TextEncoder().encode(text);

class Rejected extends Error {
  constructor(code, facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

// ---- proofs ----

function canonical(value) { // RFC 8785: JavaScript writes numbers and strings that way already
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map(key => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

function fromBase58(text) {
  let number = 0n;
  for (const character of text) {
    const digit = BASE58.indexOf(character);
    if (digit < 0) throw new Error('not base58');
    number = number * 58n + BigInt(digit);
  }
  const bytes = [];
  for (; number; number >>= 8n) bytes.unshift(Number(number & 255n));
  return new Uint8Array([...Array(text.match(/^1*/)[0].length).fill(0), ...bytes]);
}

function fromBase64url(text) {
  if (!/^[\w-]*$/.test(text)) throw new Error('not base64url');
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), each => each.charCodeAt(0));
}

function publicKey(multikey) {
  const raw = multikey.startsWith('z') ? fromBase58(multikey.slice(1)) : [];
  if (raw.length !== 34 || raw[0] !== 0xed || raw[1] !== 0x01) throw new Error('not an Ed25519 key');
  return crypto.subtle.importKey('spki', new Uint8Array([...SPKI, ...raw.slice(2)]), 'Ed25519', false, ['verify']);
}

async function hash(value) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(canonical(value))));
}

async function isGenuine(document, proof, multikey) {
  const {proof: _set, ...bare} = document;
  const {proofValue, ...options} = proof;
  if (typeof proofValue !== 'string' || !proofValue.startsWith('z')) return false;
  if ('@context' in options && canonical(options['@context']) !== canonical(bare['@context'])) return false;
  const signed = new Uint8Array([...await hash(options), ...await hash(bare)]);
  return crypto.subtle.verify('Ed25519', await publicKey(multikey), fromBase58(proofValue.slice(1)), signed);
}

function proofsOf(document) {
  const proofs = [document.proof].flat();
  const known = proof => proof?.type === 'DataIntegrityProof' && proof.proofPurpose === 'assertionMethod'
    && data.suites.includes(proof.cryptosuite);
  if (!proofs.length || !proofs.every(known)) throw new Error('no proof of a known kind');
  return proofs.filter(proof => proof.cryptosuite === SUITE);
}

// ---- the issuer's keys ----

function readKeys(list) {
  if (list.type !== data.keyListType || !list.verificationMethod.length) throw new Error('not a list of keys');
  const keys = list.verificationMethod.map(method => {
    if (method.controller !== list.id || method.id !== `${list.id}#${method.publicKeyMultibase}`) throw new Error('foreign key');
    return {id: method.id, multikey: method.publicKeyMultibase, starts: moment(method.validFrom),
      ends: 'validUntil' in method ? moment(method.validUntil) : Infinity, revoked: 'revoked' in method && moment(method.revoked)};
  });
  return {issuer: list.id, name: list.name, updated: moment(list.updated), keys};
}

async function believed(list, pinned) {
  try {
    const found = readKeys(list);
    let byPinned = false;
    for (const proof of proofsOf(list)) {
      const key = found.keys.find(each => each.id === proof.verificationMethod);
      if (!key || !await isGenuine(list, proof, key.multikey)) throw new Error('wrong signature');
      byPinned ||= pinned.includes(key.multikey) && !key.revoked;
    }
    if (!byPinned) throw new Error('no trusted signature');
    return found;
  } catch {
    throw new Rejected('keylist_forged');
  }
}

// The list that this page was made with, or a newer one that one of its keys has signed.
async function trustedKeys(texts) {
  const pinned = data.keys.verificationMethod.filter(method => !('revoked' in method)).map(method => method.publicKeyMultibase);
  const lists = [data.keys, ...texts.map(text => JSON.parse(text))];
  const found = await Promise.all(lists.map(list => believed(list, pinned)));
  const ours = found.filter(keys => keys.issuer === data.keys.id);
  if (ours.length < found.length) throw new Rejected('keylist_forged');
  return ours.reduce((newest, each) => (each.updated > newest.updated ? each : newest));
}

// ---- a certificate, or the text of its QR code ----

function readClaim(content, keys) {
  if (content.length > data.largest) throw new Rejected('unreadable');
  const token = readToken(content.trim(), keys);
  if (token) return token;
  let document;
  try {
    document = JSON.parse(content);
  } catch {
    throw new Rejected('unreadable');
  }
  try {
    return readCertificate(document, keys);
  } catch (error) {
    throw error instanceof Rejected ? error : new Rejected('not_ours');
  }
}

function readCertificate(document, keys) {
  const kind = Object.keys(data.types).find(each => canonical(document.type) === canonical([...data.baseTypes, data.types[each]]));
  if (!kind || canonical(document['@context']) !== canonical(data.contexts)) throw new Rejected('not_ours');
  const signatures = signaturesOf(document, keys);
  const about = () => {
    const subject = document.credentialSubject;
    return {id: document.id, kind, of: subject.achievement.humanCode, level: levelOf(subject),
      holder: subject.identifier?.[0]?.identityHash ?? '', starts: document.validFrom, ends: document.validUntil,
      name: document.name, description: document.description};
  };
  return {issuer: issuerOf(document), signatures, about, index: () => Number(document.credentialStatus[0].statusListIndex)};
}

function readToken(text, keys) {
  let head, claims, signature, signed;
  try {
    const parts = text.split('.');
    if (parts.length !== 3) return null;
    [head, claims] = parts.slice(0, 2).map(part => JSON.parse(new TextDecoder().decode(fromBase64url(part))));
    signature = fromBase64url(parts[2]);
    signed = bytesOf(`${parts[0]}.${parts[1]}`);
    if (head.alg !== 'EdDSA' || Object.keys(head).sort().join() !== 'alg,kid') return null;
  } catch {
    return null;
  }
  const named = keys.keys.filter(key => head.kid && key.multikey.endsWith(head.kid));
  const genuine = async multikey => crypto.subtle.verify('Ed25519', await publicKey(multikey), signature, signed);
  const about = () => ({id: `urn:uuid:${claims.jti}`, kind: claims.kind, of: claims.of, level: claims.level,
    starts: stamp(claims.iat * 1000), ends: stamp(claims.exp * 1000),
    description: data.notices['sim' in claims ? 'simulated' : 'real']});
  if (typeof claims?.iat !== 'number') throw new Rejected('not_ours');
  const one = {key: named.length === 1 ? named[0] : undefined, created: claims.iat * 1000, genuine};
  return {issuer: keys.issuer, signatures: [one], about, index: () => claims.idx};
}

function signaturesOf(document, keys) {
  const proofs = proofsOf(document);
  if (!proofs.length) throw new Rejected('not_ours');
  return proofs.map(proof => ({
    key: keys.keys.find(key => key.id === proof.verificationMethod), created: moment(proof.created),
    genuine: multikey => isGenuine(document, proof, multikey)
  }));
}

const issuerOf = document => String(document.issuer?.id ?? document.issuer);

function levelOf(subject) {
  const level = subject.achievement.resultDescription.find(each => each.resultType === 'PerformanceLevel');
  return subject.result.find(each => each.resultDescription === level.id).value;
}

// ---- the checks, in order ----

async function verify(content, statusTexts, keyTexts, now) {
  let about = {};
  try {
    const keys = await trustedKeys(keyTexts);
    const claim = readClaim(content, keys);
    await requireSignatures(claim, keys);
    about = claim.about();
    requireInForce(about, now);
    const facts = {ends: day(about.ends)};
    for (const purpose of Object.keys(data.lists)) {
      const status = await newestList(parseLists(statusTexts), keys, purpose);
      Object.assign(facts, requireFresh(status, now));
      if (await isSet(status, claim.index())) throw new Rejected(data.bitMeans[purpose]);
      if (issuerOf(status) !== claim.issuer) throw new Rejected('issuer_mismatch');
    }
    return {code: 'valid', facts, about};
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    return {code: error.code, facts: error.facts, about};
  }
}

async function requireSignatures(claim, keys) {
  if (claim.issuer !== keys.issuer) {
    throw new Rejected('wrong_issuer', {issuer: claim.issuer, trusted: `${keys.name} (${keys.issuer})`});
  }
  for (const {key, created, genuine} of claim.signatures) {
    if (!key) throw new Rejected('unknown_key', {updated: day(keys.updated)});
    if (key.revoked) throw new Rejected('key_revoked', {revoked: day(key.revoked)});
    if (!await isTrue(genuine, key.multikey)) throw new Rejected('tampered');
    if (created < key.starts || created > key.ends) throw new Rejected('key_time', {created: day(created)});
  }
}

async function isTrue(genuine, multikey) { // a signature that cannot be read is a wrong one
  try {
    return await genuine(multikey);
  } catch {
    return false;
  }
}

function requireInForce(about, now) {
  if (now < moment(about.starts)) throw new Rejected('not_yet', {starts: day(about.starts)});
  if (now >= moment(about.ends)) throw new Rejected('expired', {ends: day(about.ends)});
}

function parseLists(texts) {
  return texts.flatMap(text => {
    try {
      return [JSON.parse(text)].flat();
    } catch {
      return [];
    }
  }).filter(each => each !== null && typeof each === 'object');
}

async function newestList(lists, keys, purpose) {
  const named = lists.filter(each => each.id === data.lists[purpose]);
  if (!named.length) throw new Rejected('status_missing');
  for (const each of named) await requireGenuineList(each, keys, purpose);
  return named.reduce((newest, each) => (moment(each.validFrom) > moment(newest.validFrom) ? each : newest));
}

async function requireGenuineList(status, keys, purpose) {
  try {
    const made = moment(status.validFrom);
    if (canonical(status['@context']) !== canonical(data.statusContexts)) throw new Error('context');
    if (status.credentialSubject.statusPurpose !== purpose) throw new Error('purpose');
    for (const {key, genuine} of signaturesOf(status, keys)) {
      if (!key || key.revoked || made < key.starts || made > key.ends) throw new Error('key');
      if (!await genuine(key.multikey)) throw new Error('signature');
    }
    await isSet(status, 0);
  } catch {
    throw new Rejected('status_forged');
  }
}

function requireFresh(status, now) {
  const made = moment(status.validFrom);
  const facts = {made: day(made), age: String(Math.floor((now - made) / DAY)), days: String(data.days)};
  if (made > now) throw new Rejected('status_future', facts);
  if (now - made > data.days * DAY) throw new Rejected('status_stale', facts);
  return facts;
}

async function isSet(status, index) {
  const packed = fromBase64url(status.credentialSubject.encodedList.replace(/^u/, ''));
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const bits = [];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bits.push(...part.value);
    if (bits.length > data.places / 8) throw new Error('too long');
  }
  if (bits.length !== data.places / 8 || !(index >= 0 && index < data.places)) throw new Error('no such place');
  return Boolean(bits[Math.floor(index / 8)] & (0x80 >> index % 8));
}

// ---- times ----

function moment(text) {
  if (typeof text === 'number') return text;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) throw new Error('not a time');
  return Date.parse(text);
}

const stamp = time => new Date(time).toISOString().replace('.000Z', 'Z');
const day = time => new Intl.DateTimeFormat('sv-SE', {timeZone: 'Asia/Shanghai'}).format(moment(time));

// ---- the page ----

const part = id => document.getElementById(id);
const files = {status: [], keys: []};

function sayIn(element, texts, facts = {}) {
  element.replaceChildren(...Object.entries(texts).map(([language, text]) => {
    const line = document.createElement('p');
    line.lang = language === 'zh' ? 'zh-CN' : language;
    line.textContent = text.replace(/\{(\w+)\}/g, (_all, name) => facts[name] ?? '');
    return line;
  }));
}

function show({code, facts, about}) {
  part('outcome').dataset.code = code;
  part('outcome').className = code === 'valid' ? 'good' : 'bad';
  sayIn(part('verdict'), data.words[code === 'valid' ? 'accepted' : 'rejected']);
  sayIn(part('reason'), data.messages[code], facts);
  part('details').replaceChildren(...Object.entries(data.fields).flatMap(([field, title]) => {
    if (!about[field]) return [];
    const [term, value] = ['dt', 'dd'].map(name => document.createElement(name));
    term.textContent = title;
    const shown = field === 'starts' || field === 'ends' ? day(about[field]) : about[field];
    value.textContent = data.names[shown] ?? shown;
    return [term, value];
  }));
}

function tell(id, names) {
  part(id).textContent = names.join(', ');
}

async function take(list) {
  for (const file of list) {
    const content = await file.text();
    const kind = kindOf(content);
    if (kind === 'certificate') part('content').value = content;
    else files[kind].push({name: file.name, content});
  }
  for (const kind of ['status', 'keys']) tell(`${kind}-names`, files[kind].map(each => each.name));
}

function kindOf(content) {
  try {
    const first = [JSON.parse(content)].flat()[0];
    if (first.type === data.keyListType) return 'keys';
    if (first.type.includes('BitstringStatusListCredential')) return 'status';
  } catch { /* a QR code's text, or nothing of ours: judged with the rest */ }
  return 'certificate';
}

async function check() {
  const texts = kind => files[kind].map(each => each.content);
  try {
    show(await verify(part('content').value, texts('status'), texts('keys'), Date.now()));
  } catch (error) {
    const old = error.name === 'NotSupportedError' || !globalThis.crypto?.subtle;
    show({code: old ? 'old_browser' : 'unreadable', facts: {}, about: {}});
  }
}

part('files').addEventListener('change', event => take(event.target.files));
part('form').addEventListener('submit', event => {
  event.preventDefault();
  check();
});
part('clear').addEventListener('click', () => {
  files.status = [];
  files.keys = [];
  part('form').reset();
  for (const id of ['status-names', 'keys-names']) tell(id, []);
  for (const id of ['verdict', 'reason', 'details']) part(id).replaceChildren();
  part('outcome').className = part('outcome').dataset.code = '';
});
document.addEventListener('dragover', event => event.preventDefault());
document.addEventListener('drop', async event => {
  event.preventDefault();
  await take(event.dataTransfer.files);
  check();
});
