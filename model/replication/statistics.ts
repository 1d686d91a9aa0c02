import { type BackendLoadFacts, type ClusterLoad, clusterLoad } from './clusterLoad.ts';
import type { Draft } from './draft.ts';
import { type Backend, type BalanceInputs, isAvailable, type State, type Statistics } from './state.ts';
import { countKey } from './usage.ts';

/** Nothing is stored anywhere. */
export const noBytes: ReadonlyMap<string, number> = new Map();

const noLoad: ClusterLoad = { HDD: undefined, SSD: undefined };

/** Before load statistics were first made. */
export const noStatistics: Statistics = {
  madeMs: Number.NEGATIVE_INFINITY,
  load: noLoad,
  usedBytes: noBytes,
  seen: undefined,
};

/** Makes load statistics of the cluster as it is (R25). */
export function makeStatistics(draft: Draft): void {
  const { state, rules } = draft;
  const load = clusterLoad(
    state.backends.map((backend) => loadFacts(state, backend)),
    rules,
    state.profile,
  );
  state.statistics = { madeMs: state.nowMs, load, usedBytes: state.usedBytes, seen: inputsOf(draft) };
}

/** What of a backend goes into load statistics. */
export function loadFacts(state: State, backend: Backend): BackendLoadFacts {
  return {
    id: backend.id,
    available: isAvailable(backend),
    replicas: {
      HDD: state.replicaCounts.get(countKey(backend.id, 'HDD')) ?? 0,
      SSD: state.replicaCounts.get(countKey(backend.id, 'SSD')) ?? 0,
    },
    paths: backend.disks.map((disk) => ({
      pathHash: disk.pathHash,
      medium: disk.medium,
      totalBytes: disk.totalBytes,
      usedBytes: disk.usedBytes + (state.usedBytes.get(disk.pathHash) ?? 0),
      online: disk.online,
    })),
  };
}

/** Whether anything has changed that load statistics or the choice of moves depend on. */
export function hasLoadNews(state: State): boolean {
  const { seen } = state.statistics;
  return (
    seen === undefined ||
    seen.usedBytes !== state.usedBytes ||
    seen.replicaCounts !== state.replicaCounts ||
    seen.backends !== state.backends ||
    seen.scheduled !== state.scheduled ||
    seen.suspects !== state.suspects ||
    seen.tables !== state.tables ||
    seen.config !== state.config
  );
}

/** Remembers what moves were looked for in. */
export function rememberInputs(draft: Draft): void {
  draft.state.statistics = { ...draft.state.statistics, seen: inputsOf(draft) };
}

/** Maps that are remembered must not be written to any more, whatever this step still does. */
function inputsOf({ state, own }: Draft): BalanceInputs {
  own.usedBytes = undefined;
  own.replicaCounts = undefined;
  const { backends, tables, usedBytes, replicaCounts, scheduled, suspects, config } = state;
  return { backends, tables, usedBytes, replicaCounts, scheduled, suspects, config };
}
