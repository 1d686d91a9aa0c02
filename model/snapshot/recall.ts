import { newRecall } from '../recall.ts';
import type { SharedDataState } from './state.ts';
import type { SharedDataStepResult } from './step.ts';

/** Runs of shared-data clusters. */
export const sharedDataRuns = newRecall<SharedDataState, SharedDataStepResult>();
