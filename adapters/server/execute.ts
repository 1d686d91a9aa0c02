import { setReplicaStatus, showReplicaDistribution, showReplicaStatus } from './adminReplica.ts';
import { changeBackends, modifyBackend } from './backends.ts';
import { setConfig, showConfig } from './config.ts';
import { executeDefinition } from './ddl.ts';
import { beginTransaction, commitTransaction, executeInsert, rollbackTransaction } from './loads.ts';
import type { Reply } from './protocol/index.ts';
import { changeHints, checkTablets } from './repairs.ts';
import { executeSelect } from './select.ts';
import type { Session } from './session.ts';
import { executeSession } from './sessionStatements.ts';
import { executeShared } from './shared/execute.ts';
import { refuseWithoutSharedData } from './shared/refusals.ts';
import { executeShow } from './show.ts';
import type { AdminStatement, Statement } from './sql/index.ts';

/** Runs a statement; throws a Refusal when it is refused. */
export function execute(session: Session, statement: Statement): Reply {
  const { shared } = session.cluster;
  if (shared !== undefined) return executeShared(session, shared, statement);
  switch (statement.kind) {
    case 'select':
      return executeSelect(session, statement);
    case 'insert':
      return executeInsert(session, statement);
    case 'begin':
      return beginTransaction(session);
    case 'commit':
      return commitTransaction(session);
    case 'rollback':
      return rollbackTransaction(session);
    case 'createDatabase':
    case 'dropDatabase':
    case 'createTable':
    case 'dropTable':
    case 'alterTableSet':
    case 'alterTableModifyPartitions':
    case 'recoverTable':
      return executeDefinition(session, statement);
    case 'use':
    case 'setVariables':
    case 'setNames':
    case 'kill':
    case 'call':
      return executeSession(session, statement);
    case 'adminShowReplicaStatus':
    case 'adminShowReplicaDistribution':
    case 'adminRepairTable':
    case 'adminCancelRepairTable':
    case 'adminSetReplicaStatus':
    case 'adminSetFrontendConfig':
    case 'adminShowFrontendConfig':
    case 'addBackends':
    case 'dropBackends':
    case 'decommissionBackends':
    case 'cancelDecommissionBackends':
    case 'adminCheckTablet':
    case 'modifyBackend':
      return executeAdmin(session, statement);
    case 'snapshotsOn':
    case 'snapshotsOff':
    case 'createVolume':
    case 'alterVolume':
    case 'dropVolume':
    case 'setDefaultVolume':
    case 'describeVolume':
    case 'showVolumes':
    case 'createNamed':
    case 'dropNamed':
    case 'grantSelect':
    case 'revokeSelect':
    case 'showCatalogs':
    case 'showUsers':
    case 'showRoles':
    case 'showResourceGroups':
    case 'showRecycleBin':
    case 'showGrants':
    case 'showFunctions':
    case 'showRoutineLoads':
      throw refuseWithoutSharedData(statement);
    default:
      return executeShow(session, statement);
  }
}

function executeAdmin(session: Session, statement: AdminStatement): Reply {
  switch (statement.kind) {
    case 'adminShowReplicaStatus':
      return showReplicaStatus(session, statement);
    case 'adminShowReplicaDistribution':
      return showReplicaDistribution(session, statement.table, statement.partitions);
    case 'adminSetReplicaStatus':
      return setReplicaStatus(session, statement.properties);
    case 'adminSetFrontendConfig':
      return setConfig(session, statement.properties);
    case 'adminShowFrontendConfig':
      return showConfig(session, statement.pattern);
    case 'adminRepairTable':
    case 'adminCancelRepairTable':
      return changeHints(session, statement);
    case 'adminCheckTablet':
      return checkTablets(statement);
    case 'modifyBackend':
      return modifyBackend(session, statement);
    case 'addBackends':
    case 'dropBackends':
    case 'decommissionBackends':
    case 'cancelDecommissionBackends':
      return changeBackends(session, statement);
  }
}
