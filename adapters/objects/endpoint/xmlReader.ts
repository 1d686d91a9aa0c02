import { S3Error } from './errors.ts';

/** An element of a document that was read. */
export interface XmlIn {
  readonly name: string;
  /** Its text, references replaced; empty when it has elements in it. */
  readonly text: string;
  readonly children: readonly XmlIn[];
}

/** Longest document that is read: the 1,000 keys of a DeleteObjects, each of 1,024 bytes that all are references. */
export const MAX_XML_BYTES = 8 * 1024 * 1024;

const MAX_DEPTH = 8;
const MAX_ELEMENTS = 100_000;

interface Open {
  readonly name: string;
  text: string;
  readonly children: XmlIn[];
}

// The declaration, a tag with nothing but a default namespace, or a text. Anything else of XML (document types, entities,
// comments, processing instructions, CDATA, other attributes) has no place in a request and is refused.
const declaration =
  /^<\?xml version=(?:"1\.0"|'1\.0')(?: encoding=(?:"utf-8"|'utf-8'))?(?: standalone=["']yes["'])? ?\?>/i;
const token = /<(\/?)([A-Za-z][A-Za-z0-9]*)(?:\s+xmlns=(?:"[^"<&]*"|'[^'<&]*'))?\s*(\/?)>|([^<]+)/y;

/**
 * Reads the body of a request strictly: elements and texts only, no entity but the five of XML and numbers.
 * @param bytes the body
 * @param rootName name that the outermost element must have
 * @throws S3Error `MalformedXML`
 */
export function readXml(bytes: Uint8Array, rootName: string): XmlIn {
  if (bytes.length > MAX_XML_BYTES) throw malformed(`${bytes.length} bytes, expected at most ${MAX_XML_BYTES}`);
  const source = decode(bytes).replace(declaration, '').trim();
  const root: Open = { name: '', text: '', children: [] };
  const stack: Open[] = [root];
  let elements = 0;
  token.lastIndex = 0;
  for (let at = 0; at < source.length; at = token.lastIndex) {
    token.lastIndex = at;
    const [, slash, name, selfClosing, text] = token.exec(source) ?? [];
    const top = stack.at(-1);
    if (!top) throw malformed('an element is closed that was not opened');
    if (text !== undefined) top.text += withoutReferences(text);
    else if (name === undefined)
      throw malformed(`${JSON.stringify(source.slice(at, at + 20))}, expected a tag or a text`);
    else if (slash === '/') close(stack, name, selfClosing === '/');
    else {
      elements += 1;
      if (elements > MAX_ELEMENTS || stack.length > MAX_DEPTH) throw malformed('too many elements');
      stack.push({ name, text: '', children: [] });
      if (selfClosing === '/') close(stack, name, false);
    }
  }
  const [only, ...more] = root.children;
  if (stack.length !== 1 || !only || more.length > 0 || root.text.trim() !== '')
    throw malformed('not one whole element');
  if (only.name !== rootName) throw malformed(`the element ${only.name}, expected ${rootName}`);
  return only;
}

/** The text of the only child with the name, or `undefined`. */
export function childText(parent: XmlIn, name: string): string | undefined {
  const [child, ...more] = parent.children.filter((candidate) => candidate.name === name);
  if (more.length > 0) throw malformed(`several ${name}, expected one`);
  if (child && child.children.length > 0) throw malformed(`elements in ${name}, expected a text`);
  return child?.text;
}

/** A document that does not have the form it must have. */
export function malformed(what: string): S3Error {
  return new S3Error('MalformedXML', `The XML of the request cannot be read: ${what}.`);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('not UTF-8');
  }
}

function close(stack: Open[], name: string, selfClosing: boolean): void {
  const done = stack.pop();
  const parent = stack.at(-1);
  if (!done || !parent || done.name !== name || selfClosing) throw malformed(`</${name}> closes no open element`);
  if (done.children.length > 0 && done.text.trim() !== '') throw malformed(`text beside the elements of ${name}`);
  parent.children.push({ name, text: done.children.length > 0 ? '' : done.text, children: done.children });
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function withoutReferences(text: string): string {
  return text.replace(/&([^;&]{0,10};?)/g, (whole, inside: string) => {
    const found = inside.endsWith(';') ? reference(inside.slice(0, -1)) : undefined;
    if (found === undefined) throw malformed(`${JSON.stringify(whole)} is no known reference; write & as &amp;`);
    return found;
  });
}

function reference(name: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(name) ?? [];
  if (hex === undefined && decimal === undefined) return Object.hasOwn(named, name) ? named[name] : undefined;
  const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const isCharacter = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return isCharacter ? String.fromCodePoint(point) : undefined;
}
