import type { Mutable } from '../replication/change.ts';
import type { SnapshotRules } from './rules.ts';
import type {
  Job,
  Meta,
  SharedDataState,
  SnapshotManager,
  StarMeta,
  StoreRequest,
  Table,
  Task,
  Volume,
} from './state.ts';

/** Picks one of `count` allowed continuations, 0 up to `count` - 1. */
export type Choose = (count: number) => number;

/** A step in the making: its fields are replaced by new immutable values, and the state before the step stays as it was. */
export interface SharedDataDraft {
  readonly rules: SnapshotRules;
  readonly choose: Choose;
  readonly state: Mutable<SharedDataState>;
}

/** Opens a step over `state`. */
export function openSharedData(rules: SnapshotRules, state: SharedDataState, choose: Choose): SharedDataDraft {
  return { rules, choose, state: { ...state } };
}

/** The wall clock of the FE, on the scale of the rows' times. */
export function clockOf({ nowMs, clockOffsetMs }: SharedDataState): number {
  return nowMs + clockOffsetMs;
}

/** The clock by which intervals and garbage are measured. */
export function measureOf(state: SharedDataState): number {
  return state.profile.measuredBy === 'wallClock' ? clockOf(state) : state.nowMs;
}

/** A number that never comes again. */
export function takeSerial(draft: SharedDataDraft): number {
  const serial = draft.state.nextSerial;
  draft.state.nextSerial = serial + 1;
  return serial;
}

/** One record in the FE journal. */
export function journal(draft: SharedDataDraft, change: Partial<Meta>): void {
  draft.state.meta = metaWith(draft.state.meta, takeSerial(draft), change);
}

/** One record in the StarMgr journal. */
export function journalShards(draft: SharedDataDraft, shards: ReadonlyMap<number, number>): void {
  const { star } = draft.state;
  const next: StarMeta = { ...star, journalId: star.journalId + 1, serial: takeSerial(draft), shards };
  draft.state.star = next;
}

/** A fresh id of the catalog. Ids come again after a restore, as in every cluster that goes back in time. */
export function takeId(draft: SharedDataDraft): number {
  const id = draft.state.meta.nextId;
  draft.state.meta = { ...draft.state.meta, nextId: id + 1 };
  return id;
}

// Names every field, because that is much faster than spreading an object of this size.
function metaWith(meta: Meta, serial: number, change: Partial<Meta>): Meta {
  const copy: Meta = {
    journalId: meta.journalId + 1,
    serial,
    nextId: meta.nextId,
    catalogs: meta.catalogs,
    databases: meta.databases,
    tables: meta.tables,
    recycled: meta.recycled,
    views: meta.views,
    users: meta.users,
    roles: meta.roles,
    grants: meta.grants,
    loadJobs: meta.loadJobs,
    resourceGroups: meta.resourceGroups,
    functions: meta.functions,
    volumes: meta.volumes,
    frontends: meta.frontends,
    computeNodes: meta.computeNodes,
    txns: meta.txns,
    manager: meta.manager,
  };
  return Object.assign(copy, change);
}

/** Journals a change of the snapshot feature. */
export function putManager(draft: SharedDataDraft, change: Partial<SnapshotManager>): void {
  journal(draft, { manager: { ...draft.state.meta.manager, ...change } });
}

/** Journals a job in its new form. */
export function putJob(draft: SharedDataDraft, job: Job): void {
  const { jobs } = draft.state.meta.manager;
  putManager(draft, { jobs: jobs.map((other) => (other.id === job.id ? job : other)) });
}

export function jobOf({ meta }: SharedDataState, id: number | undefined): Job | undefined {
  return id === undefined ? undefined : meta.manager.jobs.find((job) => job.id === id);
}

export function volumeNamed({ volumes }: Meta, name: string | undefined): Volume | undefined {
  return name === undefined ? undefined : volumes.find((volume) => volume.name === name);
}

export function tableNamed({ tables }: Meta, name: string): Table | undefined {
  return tables.find((table) => table.name === name);
}

/** The list of tables with this one in place of its former self. */
export function tablesWith(meta: Meta, table: Table): readonly Table[] {
  return meta.tables.map((other) => (other.id === table.id ? table : other));
}

/** The folder of a job's snapshot on that volume; undefined when the volume is gone. */
export function dirOf(draft: SharedDataDraft, volume: string, name: string): string | undefined {
  const { rules, state } = draft;
  const location = volumeNamed(state.meta, volume)?.location;
  return location === undefined ? undefined : rules.snapshotDir(location, state.star.serviceId, name);
}

/** Whether the FE's request to the store succeeds. */
export function asks(draft: SharedDataDraft, request: StoreRequest): boolean {
  const { faults } = draft.state;
  const left = faults.countdown[request];
  if (left === undefined) return !faults.isBroken;
  const { [request]: _, ...others } = faults.countdown;
  const countdown = left > 1 ? { ...others, [request]: left - 1 } : others;
  draft.state.faults = { ...faults, countdown };
  return left > 1 && !faults.isBroken;
}

/** Gives the leader more to do; the first of it takes its time from now. */
export function addWork(draft: SharedDataDraft, tasks: readonly Task[]): void {
  const { state } = draft;
  if (tasks.length === 0) return;
  if (state.work.length === 0) state.nextTaskMs = state.nowMs + state.profile.snapshotStepMs;
  state.work = [...state.work, ...tasks];
}
