import { asks, clockOf, type SharedDataDraft } from './draft.ts';
import { becomeLeader } from './frontends.ts';
import { applyStep, nameOf } from './restoreApply.ts';
import { flawAt } from './restoreFlaws.ts';
import { factsOf, filesIn, newestImages, type RestorePlan, snapshotsBelow } from './restorePlan.ts';
import type { RestoreStep } from './restoreRules.ts';
import { type Cut, type Meta, noObjects, type RestoreProgress, type StarMeta, type StoredObject } from './state.ts';

/** A restore under way. Its fields are replaced as it goes on. */
export interface RestoreRun {
  readonly draft: SharedDataDraft;
  readonly plan: RestorePlan;
  /** What was seen of the cluster before. */
  readonly before: Cut & { readonly restore: RestoreProgress };
  /** The folder that is restored from. */
  dir: string;
  /** What lies in the leader's folder. */
  files: ReadonlyMap<string, StoredObject>;
  /** Local state is gone. */
  isTouched: boolean;
  portsOpen: boolean;
  /** The metadata as it came from the images. */
  loaded: Meta;
}

/** One step, or one file of the download. */
export interface RestoreAtom {
  readonly step: RestoreStep;
  readonly path: string | undefined;
}

export interface StepResult {
  /** Why the FE exits. */
  readonly problem?: string | undefined;
  /** What comes before the next step. */
  readonly more: readonly RestoreAtom[];
}

const fine: StepResult = { more: [] };

/** A restore of which nothing has happened yet. */
export function beginRun(draft: SharedDataDraft, plan: RestorePlan): RestoreRun {
  const { meta, star, restore } = draft.state;
  const before = { meta, star, restore };
  return { draft, plan, before, dir: '', files: new Map(), isTouched: false, portsOpen: false, loaded: meta };
}

/** Does one step. */
export function performStep(run: RestoreRun, atom: RestoreAtom): StepResult {
  switch (atom.step) {
    case 'validate':
      return exit(validate(run));
    case 'wipe':
      return exit(wipe(run));
    case 'download':
      return download(run, atom);
    case 'load':
      return exit(load(run));
    default:
      return exit(applyStep(run, atom.step));
  }
}

function exit(problem: string | undefined): StepResult {
  return problem === undefined ? fine : { problem, more: [] };
}

/** Finds the folder; when the profile looks at everything first, reads all of it as well. */
function validate(run: RestoreRun): string | undefined {
  const { rules, state } = run.draft;
  const path = rules.normalPath(run.plan.path);
  const found = path.endsWith('/meta') ? newestBelow(run, path) : path;
  if (found === undefined) return `No cluster snapshot found in path ${path}`;
  run.dir = found;
  if (state.profile.restoreValidates === 'late') return undefined;
  const files = filesIn(state.bucket, found);
  const facts = factsOf(nameOf(found), files);
  for (const file of files.keys()) if (!asks(run.draft, 'get')) return `cannot read ${found}/${file}`;
  const problem = rules.unrestorable(facts, state.profile);
  if (problem !== undefined) return problem;
  const unknown =
    rules.flawNoticed('missingVolume', state.profile) === 'before' ? unknownVolume(run, files) : undefined;
  return unknown === undefined ? undefined : `Storage volume '${unknown}' does not exist`;
}

function newestBelow({ draft }: RestoreRun, metaDir: string): string | undefined {
  const { rules, state } = draft;
  if (!asks(draft, 'list')) return undefined;
  const facts = snapshotsBelow(state.bucket, metaDir).map((name) =>
    factsOf(name, filesIn(state.bucket, `${metaDir}/image/${name}`)),
  );
  const chosen = rules.fromMeta(facts, state.profile);
  return chosen === undefined ? undefined : `${metaDir}/image/${chosen.name}`;
}

function unknownVolume({ plan }: RestoreRun, files: ReadonlyMap<string, StoredObject>): string | undefined {
  const known = newestImages(files).meta?.volumes ?? [];
  return plan.volumes.find(({ name }) => !known.some((volume) => volume.name === name))?.name;
}

function wipe(run: RestoreRun): string | undefined {
  const { rules, state } = run.draft;
  const leftover = state.disk === 'intact' || rules.clearsLocalFiles() ? new Map<string, StoredObject>() : state.disk;
  run.files = leftover;
  run.isTouched = true;
  if (state.isUp) state.lastSeenMs = clockOf(state);
  state.isUp = false;
  return flawAt(run.draft, run.plan, 'afterWipe');
}

/** Without a path: plans one atom for each file. */
function download(run: RestoreRun, { path }: RestoreAtom): StepResult {
  const { bucket, profile } = run.draft.state;
  const files = filesIn(bucket, run.dir);
  if (path === undefined) {
    if (files.size === 0) return exit(`Failed to copy ${run.dir} to local: nothing is there`);
    const [first, ...rest] = [...files.keys()].map((file): RestoreAtom => ({ step: 'download', path: file }));
    if (first === undefined) return fine;
    return { problem: download(run, first).problem, more: rest };
  }
  if (profile.restoreValidates === 'late' && !asks(run.draft, 'get')) {
    return exit(`Failed to copy ${run.dir} to local: ${path} cannot be read`);
  }
  const object = files.get(path);
  if (object !== undefined) run.files = new Map(run.files).set(path, object);
  return fine;
}

/** The FE starts from what lies in its folder now. */
function load(run: RestoreRun): string | undefined {
  const { draft, files, before } = run;
  const { rules, state } = draft;
  const facts = factsOf(nameOf(run.dir), files);
  const problem = state.profile.restoreValidates === 'late' ? rules.unrestorable(facts, state.profile) : undefined;
  if (problem !== undefined) return problem;
  const isNew = !facts.hasVersion && !facts.hasRole;
  const images = isNew ? { meta: undefined, star: undefined } : newestImages(files);
  const meta = images.meta ?? emptied(before.meta, state.builtinVolume);
  const star = images.star ?? noShards(before.star, isNew);
  const cut = rules.restoredCut({ meta, star }, before);
  if (!rules.startsWithoutJars(cut.meta)) return 'a function cannot be loaded: its JAR is not there';
  run.loaded = cut.meta;
  state.meta = {
    ...cut.meta,
    journalId: rules.journalIdAfterRestore(cut.meta.journalId),
    frontends: rules.restoredFrontends(state.host, undefined, cut.meta.frontends),
  };
  state.star = { ...cut.star, serviceId: rules.restoredServiceId(cut.star) };
  state.images = { meta: state.meta, star: state.star };
  becomeLeader(draft);
  state.isUp = false;
  state.restore = { isRestoring: true, portsOpen: false, frontends: false, computeNodes: false, volumes: false };
  return undefined;
}

/** What an FE makes of a folder without an image: an empty cluster (snapshot notes 7.9.7). */
function emptied(before: Meta, builtinVolume: string): Meta {
  return {
    ...before,
    journalId: 1,
    ...noObjects,
    volumes: before.volumes.filter(({ name }) => name === builtinVolume),
    computeNodes: [],
    txns: [],
    manager: { volume: undefined, onSinceMs: 0, jobs: [] },
  };
}

function noShards(before: StarMeta, isNew: boolean): StarMeta {
  const serviceId = isNew ? `${before.serviceId}-new` : before.serviceId;
  return { ...before, journalId: 1, shards: new Map(), serviceId };
}
