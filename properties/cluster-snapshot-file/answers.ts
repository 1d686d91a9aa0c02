import type { RestoreFile } from '../../model/snapshot/restoreFile.ts';
import { at, itemsOf, mappingOf } from './edits.ts';
import { plainUri, type Sections } from './expected.ts';

/** What a target said of a file, as far as it can be understood. */
export type Said =
  | { readonly kind: 'accepted'; readonly sections: Sections }
  | { readonly kind: 'refused' }
  | { readonly kind: 'nonsense'; readonly why: string };

/**
 * Reads the answer to `readRestoreFile`.
 *
 * @param answer untrusted.
 */
export function saidIn(answer: unknown): Said {
  const { accepted, file, reason } = mappingOf(answer);
  if (accepted === false) {
    const isGiven = typeof reason === 'string' && reason !== '';
    return isGiven ? { kind: 'refused' } : { kind: 'nonsense', why: 'it is refused without a reason' };
  }
  if (accepted !== true || typeof file !== 'object' || file === null || Array.isArray(file)) {
    return { kind: 'nonsense', why: 'the answer says neither what the file means nor that it is refused' };
  }
  const { clusterSnapshot, frontends, computeNodes, storageVolumes } = mappingOf(file);
  return { kind: 'accepted', sections: { clusterSnapshot, frontends, computeNodes, storageVolumes } };
}

const sectionNames: readonly (keyof RestoreFile)[] = ['clusterSnapshot', 'frontends', 'computeNodes', 'storageVolumes'];

/**
 * How the sections of a file differ in what they do, or undefined. Leeway: slashes of the path, the order of a volume's
 * properties, an absent comment against an empty one, and no list against an empty one where both mean the same, which
 * they do not for compute nodes (snapshot notes 7.11, D19).
 *
 * @param said what a target answered, untrusted.
 * @param expected what it should have.
 */
export function difference(said: Sections, expected: Sections): string | undefined {
  const differing = sectionNames.find((name) => meaningOf(name, said) !== meaningOf(name, expected));
  if (differing === undefined) return undefined;
  return `${differing} is ${meaningOf(differing, said)}, expected ${meaningOf(differing, expected)}`;
}

/** A section as text that is the same when the sections do the same. */
export function meaningOf(name: keyof RestoreFile, sections: Sections): string {
  const section = sections[name] ?? undefined;
  switch (name) {
    case 'clusterSnapshot':
      return section === undefined ? 'absent' : sourceText(section);
    case 'frontends':
      return textOf(listIn(section ?? []), (item) => [at(item, ['host']), at(item, ['editLogPort']), typeIn(item)]);
    case 'computeNodes':
      if (section === undefined) return 'absent';
      return textOf(listIn(section), (item) => [at(item, ['host']), at(item, ['heartbeatServicePort'])]);
    case 'storageVolumes':
      return textOf(listIn(section ?? []), volumeIn);
    default:
      return name satisfies never;
  }
}

function sourceText(section: unknown): string {
  const { path, storageVolumeName } = mappingOf(section);
  return JSON.stringify([plainUri(String(path)), storageVolumeName]);
}

function volumeIn(item: unknown): unknown {
  const { name, location, comment, properties } = mappingOf(item);
  const settings = itemsOf(properties).map((property) => [at(property, ['key']), at(property, ['value'])]);
  return [name, typeIn(item), location, comment ?? '', settings.map((pair) => JSON.stringify(pair)).sort()];
}

function typeIn(item: unknown): string {
  return String(at(item, ['type'])).toLowerCase();
}

/** What is no list is shown as it is, so that it differs from every list. */
function listIn(section: unknown): readonly unknown[] | undefined {
  return Array.isArray(section) ? section : undefined;
}

function textOf(items: readonly unknown[] | undefined, of: (item: unknown) => unknown): string {
  return items === undefined ? 'no list' : JSON.stringify(items.map(of));
}
