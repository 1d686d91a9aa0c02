import { executeCall } from './chaos.ts';
import type { Reply } from './protocol/index.ts';
import { refusal } from './refusal.ts';
import { ok } from './replies.ts';
import { databaseToUse, type Session } from './session.ts';
import type { SessionStatement } from './sql/index.ts';
import { setNames, setVariables } from './variables.ts';

/** Runs what concerns the connection, and procedures. */
export function executeSession(session: Session, statement: SessionStatement): Reply {
  switch (statement.kind) {
    case 'use':
      session.database = databaseToUse(session, statement.database);
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

/** Another connection ends with its next statement, the own one at once. */
function kill(session: Session, id: string): Reply {
  const other = session.sessions.get(Number(id));
  if (other === undefined) throw refusal(`Unknown thread id: ${id}`, 'unknownThread');
  if (other === session) return { kind: 'disconnect' };
  other.killed = true;
  return ok;
}
