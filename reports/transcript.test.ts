import { type Connection, createConnection } from 'mysql2/promise';
import { afterEach, expect, test } from 'vitest';
import { memoryAdapter } from '../adapters/memory.ts';
import { type RunningServer, serve } from '../adapters/server/serve.ts';
import { messageOf } from '../fixtures/errors.ts';
import { profileNamed } from '../model/profile.ts';
import { type Rules, referenceRules } from '../model/replication/rules.ts';
import type { Command, Scenario, TabletRef } from '../model/scenario.ts';
import { transcriptOf } from './transcript.ts';

const onReplica: TabletRef & { backend: string } = { table: 't1', partition: 'p2', bucket: 1, backend: 'b2' };
const loaded = { table: 't1', partitions: ['p1', 'p2'] };

/** One of each kind of command that a running system answers, some of which must be refused. */
const commands: readonly Command[] = [
  { do: 'createTable', table: 't1', replicationNum: 3, partitions: ['p1', 'p2'], buckets: 2 },
  { do: 'createTable', table: 't2', replicationNum: 3, writeQuorum: 'HALF', partitions: ['p1'], buckets: 1 },
  { do: 'load', load: 'l1', ...loaded },
  { do: 'beginLoad', load: 'l2', ...loaded },
  { do: 'load', load: 'l3', table: 't1', partitions: ['p2'] },
  { do: 'commitLoad', load: 'l2' },
  { do: 'beginLoad', load: 'l4', ...loaded },
  { do: 'abortLoad', load: 'l4' },
  { do: 'load', load: 'l5', table: 't1', partitions: ['nowhere'] },
  { do: 'alterWriteQuorum', table: 't1', writeQuorum: 'ALL' },
  { do: 'failWrites', backend: 'b1', on: true },
  { do: 'load', load: 'l6', ...loaded },
  { do: 'failWrites', backend: 'b1', on: false },
  { do: 'loseReplica', ...onReplica },
  { do: 'compact', ...onReplica, backend: 'b1' },
  { do: 'setReplicaStatus', ...onReplica, backend: 'b3', status: 'bad' },
  { do: 'stallClones', backend: 'b4', on: true },
  { do: 'failClones', backend: 'b4', on: false },
  { do: 'stallPublish', backend: 'b3', on: true },
  { do: 'crashBackend', backend: 'b3' },
  { do: 'advance', seconds: 40 },
  { do: 'restartBackend', backend: 'b3' },
  { do: 'addBackend', backend: 'b5' },
  { do: 'decommissionBackend', backend: 'b2' },
  { do: 'setConfig', name: 'tablet_sched_slot_num_per_path', value: '4' },
  { do: 'setConfig', name: 'no_such_item', value: '4' },
  { do: 'heal' },
  { do: 'query', table: 't1' },
  { do: 'dropBackend', backend: 'b9' },
  { do: 'dropTable', table: 't1' },
];

const scenario: Scenario = {
  profile: 'documented-3.4',
  suite: 'replication',
  topology: {
    backends: ['b1', 'b2', 'b3', 'b4'].map((name) => ({ name, disks: [{ medium: 'HDD', totalBytes: 2 ** 40 }] })),
  },
  commands,
  choices: commands.map((_, nth) => [nth, 1, 2]),
};

const servers: RunningServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

test.each<[string, Rules]>([
  ['the reference', referenceRules],
  ['a faulty system', { ...referenceRules, quorumSize: () => 1 }],
])('%s answers a transcript as it answers the scenario', async (_name, rules) => {
  const session = memoryAdapter(profile, { rules }).open(scenario.topology);
  const answered = commands.map(
    (command, nth) => session.apply(command, scenario.choices[nth] ?? []).kind !== 'refused',
  );
  expect(await answersOver(await started(rules))).toEqual(answered);
});

test('an unknown profile is told instead of ids that nobody knows', () => {
  expect(transcriptOf({ ...scenario, profile: 'no\nsuch' })).toBe(
    '-- There is no profile no such, so nothing is known of the ids.\n',
  );
});

/** Whether each command of the transcript was accepted. */
async function answersOver(server: RunningServer): Promise<readonly boolean[]> {
  const [, setup = '', ...blocks] = transcriptOf(scenario).trimEnd().split('\n\n');
  const sessions = new Map<string, Connection>();
  const sessionNamed = async (name: string): Promise<Connection> => {
    const known = sessions.get(name);
    if (known !== undefined) return known;
    const connection = await createConnection({ host: '127.0.0.1', port: server.port, user: 'root' });
    sessions.set(name, connection);
    await connection.query(statementsIn(setup)[0] ?? '');
    return connection;
  };
  const answers: boolean[] = [];
  for (const block of blocks) {
    const name = /\(in the session of (\w+)\)/.exec(block)?.[1] ?? 'main';
    answers.push(await accepts(await sessionNamed(name), statementsIn(block)));
  }
  for (const connection of sessions.values()) await connection.end();
  return answers;
}

function statementsIn(block: string): readonly string[] {
  return block.split('\n').filter((line) => !line.startsWith('--'));
}

async function accepts(connection: Connection, statements: readonly string[]): Promise<boolean> {
  try {
    for (const statement of statements) await connection.query(statement);
    return true;
  } catch (error) {
    // A mistake of the transcript must not look like a refusal.
    expect(messageOf(error)).not.toMatch(/syntax|Unknown procedure|no switch|no time/i);
    return false;
  }
}

async function started(rules: Rules): Promise<RunningServer> {
  const server = await serve({ host: '127.0.0.1', port: 0, profile, rules });
  servers.push(server);
  return server;
}

const profile = known();

function known() {
  const found = profileNamed('documented-3.4');
  if (found === undefined) throw new Error('no profile');
  return found;
}
