import { newRecall } from '../recall.ts';
import type { State } from './state.ts';
import type { StepResult } from './step.ts';

/** Runs of clusters that keep replicated tablets. */
export const tabletRuns = newRecall<State, StepResult>();
