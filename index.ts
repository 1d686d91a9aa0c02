/**
 * The package's root: everything that a test or a tool needs to judge a system. Two doors are kept apart because they load a
 * MySQL client and a server: `tabletproof/starrocks` (`connect`) and `tabletproof/server` (`serve`).
 */
export type {
  Adapter,
  AsyncAdapter,
  AsyncSession,
  BackendView,
  Capability,
  LawCall,
  LawName,
  Observation,
  PartitionView,
  SyncAdapter,
  SyncSession,
  TabletView,
  TableView,
  TargetFault,
} from './adapters/adapter.ts';
export { commandKinds, TargetError } from './adapters/adapter.ts';
export { type Behaviour, memoryAdapter } from './adapters/memory.ts';
export { type Mutant, mutantNamed, mutants } from './adapters/mutants/catalog.ts';
export { withFault } from './adapters/mutants/mutant.ts';
export { type CorpusEntry, corpus } from './fixtures/corpus.ts';
export type { Fixture, LawCase, Replayable } from './fixtures/documents.ts';
export { DataError, MissingInputError } from './fixtures/errors.ts';
export { executeFixture } from './fixtures/executeFixture.ts';
export { readFixture, readReplayable } from './fixtures/read.ts';
export { type ReplayFailure, type ReplayResult, replay } from './fixtures/replay.ts';
export { type Profile, type ProfileName, profileNamed, profileNames } from './model/profile.ts';
export type { Choose } from './model/replication/draft.ts';
export { type Rules, referenceRules } from './model/replication/rules.ts';
export type { State } from './model/replication/state.ts';
export { initialState, type StepResult, step } from './model/replication/step.ts';
export type * from './model/scenario.ts';
export type { ReplicaStatusRow, SlotsRow, TaskRow } from './model/views/replication.ts';
export type {
  BucketView,
  CatalogView,
  SharedDataView,
  SnapshotFolderView,
} from './model/views/sharedData.ts';
export {
  type CampaignOptions,
  type CampaignResult,
  type Counterexample,
  type Progress,
  type PropertyResult,
  runCampaign,
} from './properties/campaign.ts';
export { properties, propertiesOf, suites } from './properties/catalog.ts';
export { type Clause, clauses } from './properties/clauses.ts';
export { type Execution, executeScenario } from './properties/execute.ts';
export { ScenarioArbitrary } from './properties/generator/arbitrary.ts';
export type { Level, Property, Suite, Verdict } from './properties/property.ts';
export { writeReport } from './reports/folder.ts';
