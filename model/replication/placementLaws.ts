import { cloneTimeoutMs } from './cloneTimeout.ts';
import { clusterLoad, mixScore, usedPercent } from './clusterLoad.ts';
import { chooseDestination } from './destinationChoice.ts';
import { exceedsLimit, fitsDisk } from './diskFit.ts';
import { chooseLagging } from './laggingChoice.ts';
import { capacityCoefficient, classifyLoad, loadScore } from './loadScore.ts';
import { fittingPath } from './pathChoice.ts';
import { quorumVersions, reachesQuorum } from './quorumVersion.ts';
import { chooseRedundant } from './redundantChoice.ts';
import { isReadyForRepair } from './repairDelay.ts';
import { healthyReplicas, possibleSources } from './sourceChoice.ts';

/** The decisions about load and about the places of replicas, as pure functions. Part of `Laws`. */
export interface PlacementLaws {
  /** R25, R26. See `loadScore`. */
  readonly loadScore: typeof loadScore;
  /** R26. See `capacityCoefficient`. */
  readonly capacityCoefficient: typeof capacityCoefficient;
  /** R25. See `classifyLoad`. */
  readonly classifyLoad: typeof classifyLoad;
  /** R25. See `clusterLoad`. */
  readonly clusterLoad: typeof clusterLoad;
  /** R25. See `mixScore`. */
  readonly mixScore: typeof mixScore;
  /** R25. See `usedPercent`. */
  readonly usedPercent: typeof usedPercent;
  /** R08. See `fitsDisk`. */
  readonly fitsDisk: typeof fitsDisk;
  /** R08. See `exceedsLimit`. */
  readonly exceedsLimit: typeof exceedsLimit;
  /** R08, R24. See `fittingPath`. */
  readonly fittingPath: typeof fittingPath;
  /** R08, R24, R29. See `chooseDestination`. */
  readonly chooseDestination: typeof chooseDestination;
  /** R10. See `healthyReplicas`. */
  readonly healthyReplicas: typeof healthyReplicas;
  /** R10, R29. See `possibleSources`. */
  readonly possibleSources: typeof possibleSources;
  /** R07. See `chooseLagging`. */
  readonly chooseLagging: typeof chooseLagging;
  /** R28. See `cloneTimeoutMs`. */
  readonly cloneTimeoutMs: typeof cloneTimeoutMs;
  /** R11. See `chooseRedundant`. */
  readonly chooseRedundant: typeof chooseRedundant;
  /** R09. See `isReadyForRepair`. */
  readonly isReadyForRepair: typeof isReadyForRepair;
  /** R02, R03. See `reachesQuorum`. */
  readonly reachesQuorum: typeof reachesQuorum;
  /** R03. See `quorumVersions`. */
  readonly quorumVersions: typeof quorumVersions;
}

/** The reference's decisions. */
export const placementLaws: PlacementLaws = {
  loadScore,
  capacityCoefficient,
  classifyLoad,
  clusterLoad,
  mixScore,
  usedPercent,
  fitsDisk,
  exceedsLimit,
  fittingPath,
  chooseDestination,
  healthyReplicas,
  possibleSources,
  chooseLagging,
  cloneTimeoutMs,
  chooseRedundant,
  isReadyForRepair,
  reachesQuorum,
  quorumVersions,
};
