import { setReplicaStatus, showReplicaDistribution, showReplicaStatus } from './adminReplica.ts';
import { changeBackends, modifyBackend } from './backends.ts';
import { executeCall } from './chaos.ts';
import { setConfig, showConfig } from './config.ts';
import { executeDefinition } from './ddl.ts';
import { beginTransaction, commitTransaction, executeInsert, rollbackTransaction } from './loads.ts';
import type { Reply } from './protocol/index.ts';
import { refusal } from './refusal.ts';
import { changeHints, checkTablets } from './repairs.ts';
import { ok } from './replies.ts';
import { executeSelect } from './select.ts';
import { databaseNamed, type Session } from './session.ts';
import { executeShow } from './show.ts';
import type { AdminStatement, SessionStatement, Statement } from './sql/index.ts';
import { setNames, setVariables } from './variables.ts';

/** Runs a statement; throws a Refusal when it is refused. */
export function execute(session: Session, statement: Statement): Reply {
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
    default:
      return executeShow(session, statement);
  }
}

function executeSession(session: Session, statement: SessionStatement): Reply {
  switch (statement.kind) {
    case 'use':
      session.database = databaseNamed(session, statement.database).name;
      return ok;
    case 'setVariables':
      return setVariables(session, statement);
    case 'setNames':
      return setNames(session, statement.charset);
    case 'kill':
      return kill(session, statement.id);
    case 'call':
      return executeCall(session, statement);
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

/** Another connection ends with its next statement, the own one at once. */
function kill(session: Session, id: string): Reply {
  const other = session.sessions.get(Number(id));
  if (other === undefined) throw refusal(`Unknown thread id: ${id}`, 'unknownThread');
  if (other === session) return { kind: 'disconnect' };
  other.killed = true;
  return ok;
}
