import { expire, planCleanUp } from './cleanUp.ts';
import { publishCommitted } from './data.ts';
import { clockOf, journal, putManager, type SharedDataDraft } from './draft.ts';
import { flawAt } from './restoreFlaws.ts';
import { newestImages } from './restorePlan.ts';
import type { RestoreStep } from './restoreRules.ts';
import type { RestoreRun } from './restoreRun.ts';
import type { Meta } from './state.ts';
import { doAtOnce } from './work.ts';

/** The name of a snapshot, from its folder. */
export function nameOf(dir: string): string {
  return dir.slice(dir.lastIndexOf('/') + 1);
}

/** Does a step that comes after the images were loaded. Answers why the FE exits, or undefined. */
export function applyStep(
  run: RestoreRun,
  step: Exclude<RestoreStep, 'validate' | 'wipe' | 'download' | 'load'>,
): string | undefined {
  const { state } = run.draft;
  switch (step) {
    case 'openPorts':
      run.portsOpen = true;
      state.isUp = true;
      state.restore = { ...state.restore, portsOpen: true };
      return undefined;
    case 'frontends':
      return applyFrontends(run);
    case 'computeNodes':
      return applyComputeNodes(run);
    case 'volumes':
      return applyVolumes(run);
    case 'fixJobs':
      fixJobs(run);
      return undefined;
    case 'cleanUp':
      cleanUp(run.draft);
      return undefined;
    case 'finish':
      state.restore = { ...state.restore, isRestoring: false };
      if (run.draft.rules.publishesAfterStart()) publishCommitted(run.draft);
      return undefined;
  }
}

function applyFrontends(run: RestoreRun): string | undefined {
  const { draft, plan, loaded } = run;
  const { rules, state } = draft;
  const problem = flawAt(draft, plan, 'atTheEnd') ?? rules.frontendsProblem(plan.frontends ?? []);
  if (problem !== undefined) return problem;
  if (plan.frontends !== undefined) {
    journal(draft, { frontends: rules.restoredFrontends(state.host, plan.frontends, loaded.frontends) });
  }
  state.restore = { ...state.restore, frontends: true };
  return undefined;
}

function applyComputeNodes({ draft, plan, loaded }: RestoreRun): undefined {
  const { rules, state } = draft;
  const computeNodes = rules.restoredComputeNodes(plan.computeNodes, loaded.computeNodes);
  if (computeNodes !== state.meta.computeNodes) journal(draft, { computeNodes });
  state.restore = { ...state.restore, computeNodes: true };
}

/** S16: moved volumes are where their files were copied to, and with them the tables on them. */
function applyVolumes({ draft, plan }: RestoreRun): string | undefined {
  const { rules, state } = draft;
  const { meta, profile } = state;
  const unknown = plan.volumes.find(({ name }) => !meta.volumes.some((volume) => volume.name === name));
  if (unknown !== undefined && rules.flawNoticed('missingVolume', profile) === 'atTheEnd') {
    return `Storage volume '${unknown.name}' does not exist`;
  }
  state.restore = { ...state.restore, volumes: true };
  if (!rules.sectionsAreIndependent() && plan.frontends === undefined) return undefined;
  const volumes = rules.restoredVolumes(plan.volumes, meta.volumes);
  let { tables, recycled } = meta;
  for (const { name, location: from } of meta.volumes) {
    const to = plan.volumes.find((volume) => volume.name === name)?.location ?? from;
    if (to === from) continue;
    const moved = <T extends Meta['tables'][number]>(table: T): T =>
      table.volume === name ? { ...table, path: rules.restoredTablePath(table, from, to) } : table;
    tables = tables.map(moved);
    recycled = recycled.map((bin) => ({ ...bin, table: moved(bin.table) }));
  }
  journal(draft, { volumes, tables, recycled });
  return undefined;
}

/** The image holds the job that made it as one that has only begun (snapshot notes 7.12). */
function fixJobs({ draft, dir, files }: RestoreRun): void {
  const { rules, state } = draft;
  const { manager } = state.meta;
  const { meta, star } = newestImages(files);
  const restored = {
    name: nameOf(dir),
    feJournalId: meta?.journalId ?? 0,
    starmgrJournalId: star?.journalId ?? 0,
    clockMs: clockOf(state),
  };
  const jobs = rules.jobsAfterRestart(rules.jobsAfterRestore(manager.jobs, restored));
  putManager(draft, { jobs, volume: rules.volumeAfterRestore(manager.volume) });
  for (const task of planCleanUp(draft, undefined)) if (task.do === 'expire') expire(draft, task.target);
}

function cleanUp(draft: SharedDataDraft): void {
  const { rules, state } = draft;
  if (!rules.cleansUpAfterRestart(state.meta.manager.jobs, state.profile)) return;
  const tasks = [{ do: 'cleanUp', jobId: undefined }] as const;
  if (doAtOnce(draft, tasks) === 'poisoned') state.work = tasks;
}
