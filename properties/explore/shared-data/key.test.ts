import { describe, expect, it } from 'vitest';
import { profileNamed } from '../../../model/profile.ts';
import type { Command } from '../../../model/scenario.ts';
import { lookAt } from '../../../model/snapshot/look.ts';
import { referenceSnapshotRules } from '../../../model/snapshot/rules.ts';
import type { Job, Meta, SharedDataState, Task } from '../../../model/snapshot/state.ts';
import { initialSharedDataState, sharedDataStep } from '../../../model/snapshot/step.ts';
import { newStory, type Story } from '../../shared-data/story.ts';
import { entered } from './book.ts';
import { keyOf } from './key.ts';
import { newLens } from './lens.ts';
import type { SharedDataScope } from './scope.ts';
import { sharedDataScopes } from './scopes.ts';

const profile = profileNamed('documented-3.4') ?? expect.fail('no such profile');
const restoring: SharedDataScope =
  sharedDataScopes.find(({ name }) => name === 'restore') ?? expect.fail('no such scope');
const lens = newLens(restoring);

interface Told {
  readonly state: SharedDataState;
  readonly story: Story;
}

function textOf({ state, story }: Told, spent = 0): string {
  const { left, right } = keyOf(lens, state, story, spent);
  return `${left}/${right}`;
}

const first: Told = { state: initialSharedDataState(profile, restoring.topology), story: newStory() };

function run(told: Told, ...commands: readonly Command[]): Told {
  return commands.reduce(({ state: before, story }, command, nth) => {
    const { state, outcome } = sharedDataStep(referenceSnapshotRules, before, command, () => 0);
    const look = lookAt(referenceSnapshotRules, before);
    const views = { before: look, after: lookAt(referenceSnapshotRules, state), beforeMs: before.nowMs };
    const step = { index: nth, command, outcome, ...views, afterMs: state.nowMs, story, profile };
    return { state, story: entered(story, step) };
  }, told);
}

function interval(seconds: number): Command {
  return { do: 'setConfig', name: 'automated_cluster_snapshot_interval_seconds', value: String(seconds) };
}

function pass(seconds: number): Command {
  return { do: 'advance', seconds };
}

const database: Command = { do: 'createObject', object: { kind: 'database', name: 'd1' } };

function table(name: string): Command {
  return { do: 'createObject', object: { kind: 'table', name, database: 'd1' } };
}

/** With a snapshot, a job that uploads, a load that is committed, a dropped table, a continuous load and faults to come. */
const busy = run(
  first,
  database,
  table('t1'),
  table('t2'),
  { do: 'createObject', object: { kind: 'loadJob', name: 'j1', table: 't1' } },
  { do: 'dropObject', object: { kind: 'table', name: 't2', database: 'd1' } },
  interval(20),
  { do: 'enableSnapshots' },
  { do: 'holdPublish', on: true },
  { do: 'writeTable', load: 'l1', table: 't1' },
  pass(45),
  { do: 'failStore', request: 'delete', nth: 2 },
);
const { state, story } = busy;

const { meta, star } = state;
const job: Job = meta.manager.jobs.at(-1) ?? expect.fail('no job');
const expiry: Task = { do: 'expire', jobId: undefined, target: job.id };

/** For each part of a state another value that the key has to notice, or why it needs none. */
const changes: Readonly<
  Record<keyof SharedDataState, Partial<SharedDataState> | 'constant' | 'relative' | 'while down'>
> = {
  profile: 'constant',
  nowMs: 'relative',
  clockOffsetMs: 'relative',
  config: { config: { ...state.config, historyLimit: 3 } },
  isUp: { isUp: false },
  lastSeenMs: 'while down',
  host: { host: 'f2' },
  leaderSinceMs: { leaderSinceMs: state.nowMs - 1000 },
  lastStartedHereMs: { lastStartedHereMs: undefined },
  intervalAtStartMs: { intervalAtStartMs: 1000 },
  upSinceMs: { upSinceMs: state.nowMs - 1000 },
  meta: { meta: { ...meta, users: ['u1'] } },
  star: { star: { ...star, serviceId: 'another' } },
  images: { images: { ...state.images, star: { ...star, shards: new Map() } } },
  disk: { disk: new Map() },
  work: { work: [expiry, ...state.work] },
  captured: { captured: undefined },
  nextTaskMs: { nextTaskMs: state.nextTaskMs + 1000 },
  retryMs: { retryMs: state.nowMs + 1000 },
  bucket: { bucket: new Map() },
  faults: { faults: { isBroken: false, countdown: {} } },
  publishIsHeld: { publishIsHeld: false },
  builtinVolume: { builtinVolume: 'v9' },
  launched: { launched: state.launched.slice(1) },
  restore: { restore: { ...state.restore, isRestoring: true } },
  nextSerial: 'relative',
};

const metaChanges: Readonly<Record<keyof Meta, Partial<Meta> | 'relative'>> = {
  journalId: { journalId: job.feJournalId },
  serial: { serial: state.captured?.meta.serial ?? expect.fail('nothing captured') },
  nextId: { nextId: job.id },
  catalogs: { catalogs: ['c1'] },
  databases: { databases: [] },
  tables: { tables: meta.tables.map((each) => ({ ...each, visibleVersion: 9 })) },
  recycled: { recycled: meta.recycled.map((each) => ({ ...each, droppedMs: state.nowMs })) },
  views: { views: [{ name: 'w1', database: 'd1' }] },
  users: { users: ['u1'] },
  roles: { roles: ['r1'] },
  grants: { grants: [{ user: 'u1', table: 't1' }] },
  loadJobs: { loadJobs: meta.loadJobs.map((each) => ({ ...each, lastMs: state.nowMs })) },
  resourceGroups: { resourceGroups: ['g1'] },
  functions: { functions: [{ name: 'f1', database: 'd1' }] },
  volumes: { volumes: meta.volumes.map((each) => ({ ...each, comment: 'x' })) },
  frontends: { frontends: [] },
  computeNodes: { computeNodes: [] },
  txns: { txns: [] },
  manager: { manager: { ...meta.manager, volume: undefined } },
};

const jobChanges: Readonly<Record<keyof Job, Partial<Job>>> = {
  id: { id: 1 },
  name: { name: meta.manager.jobs[0]?.name ?? expect.fail('no job') },
  volume: { volume: 'v9' },
  createdMs: { createdMs: 0 },
  startedMs: { startedMs: state.nowMs },
  state: { state: 'ERROR' },
  feJournalId: { feJournalId: 0 },
  starmgrJournalId: { starmgrJournalId: 0 },
  finishedMs: { finishedMs: state.nowMs },
  journaledFinishedMs: { journaledFinishedMs: state.nowMs },
  detail: { detail: 'x' },
  error: { error: 'x' },
  leftovers: { leftovers: 'abandoned' },
};

/** Fields of a story that are no values to be compared: what only watchers may ask, and what has tests of its own. */
const apart: readonly string[] = ['troubleMs', 'onSinceMs', 'offSinceMs', 'captures', 'restoration'];

/** Another value of the same kind. */
function other(value: unknown): unknown {
  if (value instanceof Set) return new Set([...value, 'x']);
  if (value instanceof Map) return new Map([...value, ['x', 'x']]);
  if (Array.isArray(value)) return [...value, 'x'];
  switch (typeof value) {
    case 'number':
      return value + 7;
    case 'boolean':
      return !value;
    case 'string':
      return `${value}x`;
    default:
      return { other: value };
  }
}

describe('key of a shared-data cluster', () => {
  it.each(Object.entries(changes).filter(([, change]) => typeof change !== 'string'))('notices %s', (_, change) => {
    expect(textOf({ state: { ...state, ...Object(change) }, story })).not.toBe(textOf(busy));
  });

  it.each(Object.entries(metaChanges))('notices %s of the metadata', (_, change) => {
    expect(textOf({ state: { ...state, meta: { ...meta, ...Object(change) } }, story })).not.toBe(textOf(busy));
  });

  it.each(Object.entries(jobChanges))('notices %s of a job', (_, change) => {
    const jobs = meta.manager.jobs.map((each) => (each === job ? { ...each, ...change } : each));
    const manager = { ...meta.manager, jobs };
    expect(textOf({ state: { ...state, meta: { ...meta, manager } }, story })).not.toBe(textOf(busy));
  });

  const fields = Object.entries(story).filter(([field]) => !apart.includes(field));
  it.each(fields)('notices %s of the story', (field, value) => {
    expect(textOf({ state, story: { ...story, [field]: other(value) } })).not.toBe(textOf(busy));
  });

  it('tells what a job may have captured, as long as it can be restored', () => {
    const [known, capture] = [...story.captures][0] ?? expect.fail('nothing captured');
    const captures = new Map(story.captures).set(known, { ...capture, generation: 7 });
    expect(textOf({ state, story: { ...story, captures } })).not.toBe(textOf(busy));
    const more = new Map(story.captures).set('automated_cluster_snapshot_1704067999000', capture);
    expect(textOf({ state, story: { ...story, captures: more } })).toBe(textOf(busy));
  });

  it('forgets moments that are like the one before', () => {
    const [known, capture] = [...story.captures][0] ?? expect.fail('nothing captured');
    const [first, ...later] = capture.moments;
    const moment = first ?? expect.fail('no moment');
    const repeated = [moment, { ...moment }, ...later];
    const captures = new Map(story.captures).set(known, { ...capture, moments: repeated });
    expect(textOf({ state, story: { ...story, captures } })).toBe(textOf(busy));
    const other = new Map(captures).set(known, {
      ...capture,
      moments: [...repeated, { ...moment, computeNodes: ['x'] }],
    });
    expect(textOf({ state, story: { ...story, captures: other } })).not.toBe(textOf(busy));
  });

  it('tells what a restore that goes on is about', () => {
    const { restoration } = run(busy, { do: 'restore', source: { from: 'meta' } }).story;
    const begun = restoration === undefined ? expect.fail('no restore') : { ...restoration, isOver: false };
    const texts = [undefined, begun, { ...begun, source: 'x' }, { ...begun, isOver: true }].map((each) =>
      textOf({ state, story: { ...story, restoration: each } }),
    );
    expect(new Set(texts).size).toBe(4);
    const over = { ...begun, isOver: true, source: 'x' };
    expect(textOf({ state, story: { ...story, restoration: over } })).toBe(texts[3]);
  });

  it('tells since when OFF has held, as long as there is something from before', () => {
    const older = { ...story, olderJobs: new Set([job.name]), offSinceMs: state.nowMs - 5000 };
    const later = { ...older, offSinceMs: state.nowMs - 6000 };
    expect(textOf({ state, story: older })).not.toBe(textOf({ state, story: later }));
  });

  it('tells what a crashed FE showed last', () => {
    const down = { ...state, isUp: false };
    expect(textOf({ state: { ...down, lastSeenMs: state.nowMs }, story })).not.toBe(textOf({ state: down, story }));
  });

  it('notices what has been spent', () => {
    expect(textOf(busy, 1)).not.toBe(textOf(busy, 2));
  });

  it('tells what lies in the bucket apart, and in what an image holds', () => {
    const removed = run(busy, { do: 'damageSnapshot', job: 1, part: 'ROLE', how: 'remove' });
    const cut = run(busy, { do: 'damageSnapshot', job: 1, part: 'feImage', how: 'truncate' });
    const texts = [busy, removed, cut].map(({ state: { bucket } }) => textOf({ state: { ...state, bucket }, story }));
    expect(new Set(texts).size).toBe(3);
  });

  it('forgets when it is, and which ids, journal ids and names there were', () => {
    const setUp: readonly Command[] = [interval(20), { do: 'enableSnapshots' }];
    const early = run(first, ...setUp, pass(47));
    // The same an hour later, after catalog objects have come and gone.
    const user: Command = { do: 'createObject', object: { kind: 'user', name: 'u1' } };
    const gone: Command = { do: 'dropObject', object: { kind: 'user', name: 'u1' } };
    const late = run(
      first,
      user,
      gone,
      database,
      { do: 'dropObject', object: { kind: 'database', name: 'd1' } },
      pass(3600),
    );
    const again = run(late, ...setUp, pass(47));
    expect(again.state.meta.manager.jobs.map(({ id }) => id)).not.toEqual(
      early.state.meta.manager.jobs.map(({ id }) => id),
    );
    expect(textOf(again)).toBe(textOf(early));
  });

  it('does not care in which order a folder was filled', () => {
    const orders = [0, 1, 2, 3].map((choice) => {
      const { state: begun } = run(first, interval(20), { do: 'enableSnapshots' }, pass(23));
      const { state: done } = sharedDataStep(referenceSnapshotRules, begun, pass(5), (count) => choice % count);
      return textOf({ state: done, story });
    });
    expect(new Set(orders).size).toBe(1);
  });

  it('tells how far a clock that was set back is behind the names that there are', () => {
    const set = (seconds: number): Told => run(busy, { do: 'stepClock', seconds });
    const back = [30, 31].map((seconds) => textOf({ state: set(-seconds).state, story }));
    expect(back[0]).not.toBe(back[1]);
    const forward = [30, 31].map((seconds) => textOf({ state: set(seconds).state, story }));
    expect(forward[0]).toBe(forward[1]);
  });
});
