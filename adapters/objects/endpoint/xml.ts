/** An element of a document that is written: its name, and a text or elements. */
export interface XmlOut {
  readonly name: string;
  readonly content: string | readonly XmlOut[];
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/**
 * An element to write.
 * @param name a name of the S3 API, never a text of a client
 * @param content text (escaped when written), number or truth, or elements, of which the absent ones are left out
 */
export function element(
  name: string,
  content: string | number | boolean | readonly (XmlOut | undefined)[] = '',
): XmlOut {
  if (typeof content === 'object') return { name, content: content.filter((child) => child !== undefined) };
  return { name, content: String(content) };
}

/** An element that is left out when there is no text for it. */
export function optional(name: string, content: string | number | undefined): XmlOut | undefined {
  return content === undefined ? undefined : element(name, content);
}

/** The document as text, in the namespace of the S3 API. Errors have none there. */
export function xmlDocument(root: XmlOut): string {
  const namespace = root.name === 'Error' ? '' : ` xmlns="${NAMESPACE}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root.name}${namespace}>${inner(root)}</${root.name}>`;
}

function inner({ content }: XmlOut): string {
  return typeof content === 'string' ? escapeText(content) : content.map(outer).join('');
}

function outer(node: XmlOut): string {
  return `<${node.name}>${inner(node)}</${node.name}>`;
}

/** Markup and every control character become references: a carriage return would otherwise be read as a line feed. */
function escapeText(text: string): string {
  return text.replace(/[&<>"'\p{Cc}]/gu, (found) => `&#${found.codePointAt(0) ?? 0};`);
}
