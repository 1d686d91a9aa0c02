import type { RestoreFile } from './restoreFile.ts';
import { restoreFileFlaws } from './restoreFileChecks.ts';
import { readComputeNode, readFrontend, readSource, readVolume } from './restoreFileEntries.ts';
import { type Fields, fieldsOf, listOf, type Reading, refuse } from './restoreFileFields.ts';
import type { RestoreFlaw } from './restoreFileFlaws.ts';
import { type RestoreFileForm, type RestoreFileRules, type SectionName, sectionNames } from './restoreFileRules.ts';

/** What a document says, or all that is wrong with it. */
export type InterpretedRestoreFile = { readonly file: RestoreFile } | { readonly flaws: readonly RestoreFlaw[] };

/**
 * Reads the document of `cluster_snapshot.yaml` (Appendix; snapshot notes 7A and 7D; interpretations 28 and 29). Flaws of the
 * form come first; what refers to something else is only looked at when the form is right.
 *
 * @param document the parsed document, untrusted: mappings are plain objects, lists arrays, an empty document is null.
 * @param rules the decisions.
 * @param form what the profile allows.
 * @param leaderHost where the file lies, when that is known.
 */
export function interpretRestoreFile(
  document: unknown,
  rules: RestoreFileRules,
  form: RestoreFileForm,
  leaderHost?: string,
): InterpretedRestoreFile {
  const flaws: RestoreFlaw[] = [];
  const file = document === null ? rules.emptyFile() : readDocument({ rules, form, flaws }, document);
  if (flaws.length > 0) return { flaws };
  const wrong = restoreFileFlaws(file, leaderHost, rules);
  return wrong.length > 0 ? { flaws: wrong } : { file: file };
}

function readDocument(reading: Reading, document: unknown): RestoreFile {
  const fields = fieldsOf(reading, document, [], { known: sectionNames, areTold: true });
  if (fields === undefined) return {};
  needVolumes(reading, fields);
  const present = sectionNames.filter((name) => fields.has(name));
  const applied = new Map([...fields].filter(([name]) => isApplied(reading, name, present)));
  return sectionsIn(reading, applied);
}

function isApplied({ rules }: Reading, name: string, present: readonly SectionName[]): boolean {
  const section = sectionNames.find((known) => known === name);
  return section !== undefined && rules.isApplied(section, present);
}

/** The volume that is named must be defined in the same file (Appendix; snapshot notes D24). */
function needVolumes(reading: Reading, fields: Fields): void {
  if (!fields.has('cluster_snapshot') || fields.has('storage_volumes')) return;
  refuse(
    reading,
    ['cluster_snapshot'],
    'the section storage_volumes is missing',
    'that section, with the volume that is named here',
  );
}

function sectionsIn(reading: Reading, fields: Fields): RestoreFile {
  const source = fields.has('cluster_snapshot')
    ? readSource(reading, fields.get('cluster_snapshot'), ['cluster_snapshot'])
    : undefined;
  const frontends = readSection(reading, fields, 'frontends', readFrontend);
  const computeNodes = readSection(reading, fields, 'compute_nodes', readComputeNode);
  const storageVolumes = readSection(reading, fields, 'storage_volumes', readVolume);
  return {
    ...(source === undefined ? {} : { clusterSnapshot: source }),
    ...(frontends === undefined ? {} : { frontends }),
    ...(computeNodes === undefined ? {} : { computeNodes }),
    ...(storageVolumes === undefined ? {} : { storageVolumes }),
  };
}

function readSection<T>(
  reading: Reading,
  fields: Fields,
  section: SectionName,
  readItem: (reading: Reading, written: unknown, at: readonly (string | number)[]) => T | undefined,
): readonly T[] | undefined {
  if (!fields.has(section)) return undefined;
  const items = listOf(reading, fields.get(section), [section], section);
  return items?.flatMap((item, nth) => readItem(reading, item, [section, nth]) ?? []);
}
