import * as fc from 'fast-check';
import type { LawCall } from '../../adapters/adapter.ts';
import { documents, leaderHost } from './documents.ts';
import { at, itemsOf, mappingOf, type Path, type Written, without, withValue } from './edits.ts';
import { flaws } from './flaws.ts';
import { plainStyle, render, styles } from './render.ts';

/** Values of properties in questions; nothing that a target has. */
const value = 'v-0';

/** Documents that every reader must accept, in the form that the documents show. */
export const anyDocuments = documents({ isFull: false, isWide: false, secret: value });

/** The same with every section filled. */
export const fullDocuments = documents({ isFull: true, isWide: false, secret: value });

/** Asks what a file means; the leader is another host than all that are drawn. */
export function question(text: string): LawCall {
  return { law: 'readRestoreFile', args: [text, leaderHost] };
}

/** Asks about a document written as JSON, which is YAML whose meaning nobody can be in doubt about. */
export function plainQuestion(document: Written): LawCall {
  return question(JSON.stringify(document));
}

/** The document of a question in plain JSON; an empty one when it is none. */
export function documentOf(call: LawCall | undefined): Written {
  try {
    return mappingOf(JSON.parse(String(call?.args[0])));
  } catch {
    return {};
  }
}

/** Questions about files with a flaw that this property forbids, in every style. */
export function brokenFiles(property: string): fc.Arbitrary<readonly LawCall[]> {
  const forbidden = flaws.filter((flaw) => flaw.property === property);
  return fc
    .tuple(fullDocuments, fc.constantFrom(...forbidden), fc.nat(20), styles)
    .map(([document, flaw, nth, style]) => [question(render(flaw.plant(document, nth).document, style).text)]);
}

/** A file in any style, and the same as plain JSON. */
export const twins: fc.Arbitrary<readonly LawCall[]> = fc
  .tuple(anyDocuments, styles)
  .map(([document, style]) => [question(render(document, style).text), plainQuestion(document)]);

/** No frontend says its type; then some say it in capitals or leave it empty. */
export const typeless: fc.Arbitrary<readonly LawCall[]> = fc
  .tuple(fullDocuments, fc.constantFrom('FOLLOWER', 'OBSERVER', 'Observer', null))
  .map(([document, type]) => {
    const count = itemsOf(document.frontends).length;
    const bare = range(count).reduce((old, nth) => without(old, ['frontends', nth, 'type']), document);
    return [plainQuestion(bare), plainQuestion(withValue(bare, ['frontends', 0, 'type'], type))];
  });

/** Keys that look like ones that are known, where a reader might take them for those. */
const misspellings: readonly {
  readonly at: Path;
  readonly known?: string;
  readonly key: string;
  readonly value: unknown;
}[] = [
  { at: ['storage_volumes', 0], key: 'locations', value: 's3://elsewhere/other' },
  { at: ['storage_volumes', 0], key: 'Location', value: 's3://elsewhere/other' },
  { at: ['storage_volumes', 0], known: 'comment', key: 'comments', value: 'other' },
  { at: ['storage_volumes', 0], key: 'property', value: [{ key: 'aws.s3.use_instance_profile', value: 'true' }] },
  { at: ['frontends', 0], known: 'type', key: 'types', value: 'observer' },
  { at: ['frontends', 0], known: 'type', key: 'role', value: 'observer' },
  { at: ['frontends', 0], key: 'editLogPort', value: 1234 },
  { at: ['compute_nodes', 0], key: 'heartbeat_port', value: 1234 },
  { at: ['cluster_snapshot'], key: 'storage_volume', value: 'other' },
  { at: ['cluster_snapshot'], key: 'cluster_snapshot_paths', value: 's3://elsewhere/s/meta' },
  { at: [], known: 'frontends', key: 'frontend', value: [{ host: 'stray.example.com', edit_log_port: 9010 }] },
  { at: [], known: 'compute_nodes', key: 'computeNodes', value: [] },
];

/** A document, and the same with a key that is unknown. */
export const strayKeys: fc.Arbitrary<readonly LawCall[]> = fc
  .tuple(fullDocuments, fc.constantFrom(...misspellings))
  .map(([document, { at: place, known, key, value: stray }]) => {
    const base = known === undefined ? document : without(document, [...place, known]);
    return [plainQuestion(base), plainQuestion(withValue(base, [...place, key], stray))];
  });

/** The leader is listed. */
export const leaderListed: fc.Arbitrary<readonly LawCall[]> = fc
  .tuple(fullDocuments, fc.nat(20), styles)
  .map(([document, nth, style]) => {
    const place = ['frontends', nth % itemsOf(document.frontends).length, 'host'];
    return [question(render(withValue(document, place, leaderHost), style).text)];
  });

/** Files without content, in the ways in which there is nothing. */
export const emptyFiles: fc.Arbitrary<readonly LawCall[]> = fc
  .constantFrom(
    '',
    '\n',
    '   \n\n',
    '# frontends:\n#   - host: a\n',
    '---\n',
    '---\n# nothing\n',
    '{}\n',
    '\r\n# a\r\n',
  )
  .map((text) => [question(text)]);

/** What is left out of a full document; the volumes only together with what names one of them. */
const leftOut: readonly (readonly string[])[] = [
  ['frontends'],
  ['compute_nodes'],
  ['frontends', 'compute_nodes'],
  ['cluster_snapshot'],
  ['cluster_snapshot', 'storage_volumes'],
];

/** A document that was full before some sections were left out. */
export const partialFiles: fc.Arbitrary<readonly LawCall[]> = fc
  .tuple(fullDocuments, fc.constantFrom(...leftOut))
  .map(([document, sections]) => [plainQuestion(sections.reduce((old, name) => without(old, [name]), document))]);

/** A path with slashes behind it, and one that ends where there is no snapshot. */
export const slashes: fc.Arbitrary<readonly LawCall[]> = fc
  .tuple(fullDocuments, fc.constantFrom('', '/', '//', '///'), fc.constantFrom('/meta/image', '/meta/image/', ''))
  .map(([document, tail, wrong]) => {
    const place = ['cluster_snapshot', 'cluster_snapshot_path'];
    const path = String(at(document, place));
    const paths = [`${path}${tail}`, `${path.replace(/\/meta(?:\/image\/.*)?$/, '')}${wrong}`];
    return paths.map((changed) => plainQuestion(withValue(document, place, changed)));
  });

/** The first time in quotes, the second time not; a port the other way round. */
export const scalars: fc.Arbitrary<readonly LawCall[]> = fc
  .tuple(fullDocuments, fc.constantFrom('true', 'false', '7', '-3', '1.5', '1e3', '007'), fc.boolean())
  .map(([document, written, isPort]) => {
    const place = isPort ? ['frontends', 0, 'edit_log_port'] : ['storage_volumes', 0, 'properties', 0, 'value'];
    const plain = isPort ? document : withValue(document, place, written);
    const marked = withValue(document, place, 'PLACEHOLDER');
    const other = isPort ? `"${String(at(document, place))}"` : written;
    return [plainQuestion(plain), question(render(marked, plainStyle).text.replace('PLACEHOLDER', other))];
  });

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, nth) => nth);
}
