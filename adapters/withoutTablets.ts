import { emptyVector } from '../model/vector.ts';
import type { SharedDataView } from '../model/views/sharedData.ts';
import type { Observation } from './adapter.ts';

/** What an observation says of everything that only replicated tablets have. */
const noTablets: Omit<Observation, 'nowMs' | 'sharedData'> = {
  backends: [],
  tables: [],
  tablets: emptyVector(),
  indices: new Map(),
  touched: [],
  pending: [],
  running: [],
  scheduled: [],
  ended: [],
  slots: [],
  hints: [],
  load: { HDD: [], SSD: [] },
};

/** The observation of a shared-data cluster. */
export function withoutTablets(nowMs: number, sharedData: SharedDataView): Observation {
  return { ...noTablets, nowMs, sharedData };
}
