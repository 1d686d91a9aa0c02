import { done } from '../replication/outcomes.ts';
import type { Outcome } from '../scenario.ts';
import type { SharedDataDraft } from './draft.ts';
import { isUnfinished } from './jobRules.ts';
import type { SnapshotRules } from './rules.ts';
import type { ImagePart, Meta } from './state.ts';

const lists: Readonly<Record<ImagePart, Partial<Meta>>> = {
  catalog: { catalogs: [] },
  database: { databases: [] },
  table: { tables: [] },
  view: { views: [] },
  user: { users: [] },
  role: { roles: [] },
  grant: { grants: [] },
  loadJob: { loadJobs: [] },
  resourceGroup: { resourceGroups: [] },
  function: { functions: [] },
  volume: { volumes: [] },
  transaction: { txns: [] },
  recycleBin: { recycled: [] },
  snapshotManager: { manager: { volume: undefined, onSinceMs: 0, jobs: [] } },
};

const parts: readonly ImagePart[] = [
  'catalog',
  'database',
  'table',
  'view',
  'user',
  'role',
  'grant',
  'loadJob',
  'resourceGroup',
  'function',
  'volume',
  'transaction',
  'recycleBin',
  'snapshotManager',
];

/** What an FE image of this metadata holds (S10); the same object when that is everything. */
export function imageMeta(rules: SnapshotRules, meta: Meta): Meta {
  const missing = parts.filter((part) => !rules.imageHolds(part, meta));
  if (missing.length === 0) return meta;
  const image = { ...meta };
  for (const part of missing) Object.assign(image, lists[part]);
  return image;
}

/** A metadata checkpoint outside any job; a job that is under way makes it wait (snapshot notes 2.9). */
export function checkpoint({ state }: SharedDataDraft): Outcome {
  if (!state.meta.manager.jobs.some(isUnfinished)) state.images = { meta: state.meta, star: state.star };
  return done;
}
