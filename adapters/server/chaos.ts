import { commandKinds, lawNames } from '../adapter.ts';
import { answer, readerOf } from '../memory.ts';
import { argumentTexts, backendOfId, choicesOf, countOf, secondsOf, switchOf, tabletRefOf } from './chaosArguments.ts';
import { command, done, type Procedure } from './chaosProcedure.ts';
import { nowIn } from './cluster.ts';
import { dropCluster, privateCluster } from './clusters.ts';
import { enterCluster } from './enterCluster.ts';
import type { Cell, Reply } from './protocol/index.ts';
import { refusal } from './refusal.ts';
import { ok, textRows } from './replies.ts';
import { setRowBytes } from './rowBytes.ts';
import type { Session } from './session.ts';
import { sharedProcedures } from './shared/chaos.ts';
import type { SessionStatement } from './sql/index.ts';
import { parseTopology } from './topology.ts';

type Call = Extract<SessionStatement, { kind: 'call' }>;

/** The stored procedures of the schema `chaos`: faults, virtual time and private clusters. */
const procedures: ReadonlyMap<string, Procedure> = new Map<string, Procedure>([
  [
    'capabilities',
    {
      parameters: [],
      run: () =>
        textRows(
          ['Capability'],
          capabilities.map((name) => [name]),
        ),
    },
  ],
  ['use_cluster', { parameters: ['name', 'topology'], optional: 1, run: useCluster }],
  [
    'drop_cluster',
    { parameters: ['name'], run: ({ clusters }, [name = '']) => done(() => dropCluster(clusters, name)) },
  ],
  ['clusters', { parameters: [], run: listClusters }],
  ['now', { parameters: [], run: ({ cluster }) => textRows(['NowMs'], [[String(nowIn(cluster))]]) }],
  ['advance', command(['seconds'], (_session, [seconds = '']) => ({ do: 'advance', seconds: secondsOf(seconds) }))],
  ['crash_backend', onBackend('crashBackend')],
  ['restart_backend', onBackend('restartBackend')],
  ['lose_replica', onReplica('loseReplica')],
  ['compact', onReplica('compact')],
  ['fail_writes', faultSwitch('failWrites')],
  ['fail_clones', faultSwitch('failClones')],
  ['stall_clones', faultSwitch('stallClones')],
  ['stall_publish', faultSwitch('stallPublish')],
  ['repeat_reports', faultSwitch('repeatReports')],
  ['fail_disk', onDisk('failDisk')],
  ['replace_disk', onDisk('replaceDisk')],
  [
    'fill_disk',
    command(['backend_id', 'disk', 'used_bytes'], (session, [id = '', disk = '', bytes = '']) => ({
      do: 'fillDisk',
      backend: backendOfId(session, id),
      disk: countOf(disk, 'number of a disk'),
      usedBytes: countOf(bytes, 'number of bytes'),
    })),
  ],
  ['begin_schema_change', onTable('beginSchemaChange')],
  ['end_schema_change', onTable('endSchemaChange')],
  ['change_leader', command([], () => ({ do: 'changeLeader' }))],
  [
    'set_row_bytes',
    {
      parameters: ['table', 'bytes'],
      run: (session, [table = '', bytes = '']) => setRowBytes(session, table, countOf(bytes, 'number of bytes')),
    },
  ],
  ['heal', command([], () => ({ do: 'heal' }))],
  ...sharedProcedures,
  ['choices', { parameters: ['decisions'], run: setChoices }],
  ['law', { parameters: ['name', 'args_json'], run: (session, [name = '', args = '']) => askLaw(session, name, args) }],
]);

const capabilities: readonly string[] = [...commandKinds, 'laws', 'choices'];

/** CALL chaos.<procedure>(...); any other schema has no procedures. */
export function executeCall(session: Session, { schema, procedure, args }: Call): Reply {
  const name = procedure.toLowerCase();
  const known = schema.toLowerCase() === 'chaos' ? procedures.get(name) : undefined;
  if (known === undefined) {
    const names = [...procedures.keys()].join(', ');
    throw refusal(`Unknown procedure '${schema}.${procedure}'; the schema chaos has ${names}.`);
  }
  return known.run(session, argumentTexts(name, known.parameters, known.optional ?? 0, args));
}

function onBackend(kind: 'crashBackend' | 'restartBackend'): Procedure {
  return command(['backend_id'], (session, [id = '']) => ({ do: kind, backend: backendOfId(session, id) }));
}

function onReplica(kind: 'loseReplica' | 'compact'): Procedure {
  return command(['tablet_id', 'backend_id'], (session, [tablet = '', backend = '']) => ({
    do: kind,
    ...tabletRefOf(session, tablet),
    backend: backendOfId(session, backend),
  }));
}

function onDisk(kind: 'failDisk' | 'replaceDisk'): Procedure {
  return command(['backend_id', 'disk'], (session, [id = '', disk = '']) => ({
    do: kind,
    backend: backendOfId(session, id),
    disk: countOf(disk, 'number of a disk'),
  }));
}

function onTable(kind: 'beginSchemaChange' | 'endSchemaChange'): Procedure {
  return command(['table'], (_session, [table = '']) => ({ do: kind, table }));
}

type Fault = 'failWrites' | 'failClones' | 'stallClones' | 'stallPublish' | 'repeatReports';

function faultSwitch(kind: Fault): Procedure {
  return command(['backend_id', 'on'], (session, [id = '', on = '']) => ({
    do: kind,
    backend: backendOfId(session, id),
    on: switchOf(on),
  }));
}

function useCluster(session: Session, [name = '', topology]: readonly string[]): Reply {
  if (!/^[\w.-]{1,64}$/.test(name)) {
    throw refusal(`'${name}' is no name of a cluster; use 1 to 64 letters, digits, '_', '-' or '.'.`);
  }
  const wanted = topology === undefined ? undefined : parseTopology(topology);
  enterCluster(session, privateCluster(session.clusters, name, wanted));
  return ok;
}

function listClusters({ clusters }: Session): Reply {
  const rows = [clusters.shared, ...clusters.privates.values()].map((cluster): Cell[] => {
    const { backends } = cluster.state;
    const { tables } = cluster.shared?.state.meta ?? cluster.state;
    return [cluster.name, ...[backends.length, tables.length, cluster.connections, nowIn(cluster)].map(String)];
  });
  return textRows(['Cluster', 'Backends', 'Tables', 'Connections', 'NowMs'], rows);
}

function setChoices(session: Session, [decisions = '']: readonly string[]): Reply {
  session.choices = choicesOf(decisions);
  return ok;
}

/** The answer as JSON; what has no value is null. */
function askLaw({ cluster }: Session, name: string, text: string): Reply {
  const law = lawNames.find((known) => known === name);
  if (law === undefined) throw refusal(`Unknown law '${name}'; known are ${lawNames.join(', ')}.`);
  const args = lawArguments(name, text);
  try {
    const readRestoreFile = readerOf(cluster.restoreFileRules, cluster.state.profile);
    return textRows(
      ['Answer'],
      [[JSON.stringify(answer({ ...cluster.rules, readRestoreFile }, { law, args })) ?? 'null']],
    );
  } catch {
    throw refusal(`The arguments of '${name}' do not have the types that it needs: ${text.slice(0, 200)}`);
  }
}

function lawArguments(name: string, text: string): unknown[] {
  try {
    const args: unknown = JSON.parse(text);
    if (Array.isArray(args)) return args;
  } catch {
    // Told below, like any other text that is no list.
  }
  throw refusal(`The arguments of '${name}' must be a JSON list such as [3, "ALL"].`);
}
