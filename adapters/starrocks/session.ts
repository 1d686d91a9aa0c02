import { SCENARIO_DATABASE } from '../../model/replication/names.ts';
import type { Command, CommandKind, Outcome, Topology } from '../../model/scenario.ts';
import { type AsyncSession, type Observation, TargetError } from '../adapter.ts';
import { mustDo } from './ask.ts';
import { followUpOf } from './listing.ts';
import { Names } from './names.ts';
import { type Memory, newMemory, remember } from './observing.ts';
import { isShow, outcomeOf } from './outcomes.ts';
import type { Pool } from './pool.ts';
import { quoted, quotedText } from './quoting.ts';
import { Reader } from './reader.ts';
import { scriptOf } from './statements.ts';
import type { Wire } from './wire.ts';

/**
 * Opens a session on a private cluster of that name, which is made anew.
 * @param pool where connections come from
 * @param cluster name of the cluster, the run's own
 * @param topology what the cluster is made of
 * @throws TargetError when the conversation breaks or the cluster is not what the topology says
 */
export async function openSession(pool: Pool, cluster: string, topology: Topology): Promise<AsyncSession> {
  const wire = await pool.take();
  try {
    // A cluster of this name can only be a leftover of this very run; mostly there is none, and then a refusal is right.
    await wire.ask(`CALL chaos.drop_cluster(${quotedText(cluster)})`);
    await mustDo(wire, `CALL chaos.use_cluster(${quotedText(cluster)}, ${quotedText(JSON.stringify(topology))})`);
    await mustDo(wire, `CREATE DATABASE IF NOT EXISTS ${quoted(SCENARIO_DATABASE)}`);
    const reader = new Reader();
    const names = new Names(topology, await reader.look(wire));
    return new StarrocksSession(pool, cluster, wire, reader, names);
  } catch (error) {
    wire.close();
    throw error;
  }
}

/** Kinds of commands after which a table may have other properties. */
const changesProperties: ReadonlySet<CommandKind> = new Set<CommandKind>([
  'createTable',
  'dropTable',
  'alterWriteQuorum',
  'alterReplicationNum',
]);

/** Kinds of commands that leave the disks and the load of every backend alone; all others may change them. */
const sparesDisks: ReadonlySet<CommandKind> = new Set<CommandKind>([
  'query',
  'readReplica',
  'showReplicaStatus',
  'showReplicaDistribution',
  'showTablets',
  'showTablet',
  'showStatistic',
  'showProc',
  'alterWriteQuorum',
  'alterReplicationNum',
  'repairTable',
  'cancelRepair',
  'failWrites',
  'failClones',
  'stallClones',
  'stallPublish',
  'repeatReports',
]);

/** One scenario on a private cluster of a target. */
class StarrocksSession implements AsyncSession {
  readonly #pool: Pool;
  readonly #cluster: string;
  readonly #reader: Reader;
  readonly #names: Names;
  /** The connection of each load that was begun and not ended. */
  readonly #loads = new Map<string, Wire>();
  #wire: Wire;
  #memory: Memory = newMemory();
  /** Something was sent since the names were last looked up. */
  #isStale = false;

  constructor(pool: Pool, cluster: string, wire: Wire, reader: Reader, names: Names) {
    this.#pool = pool;
    this.#cluster = cluster;
    this.#wire = wire;
    this.#reader = reader;
    this.#names = names;
  }

  async apply(command: Command, choices: readonly number[]): Promise<Outcome> {
    if (this.#isStale) await this.#look();
    this.#isStale = true;
    if (changesProperties.has(command.do)) this.#reader.forgetProperties();
    if (!sparesDisks.has(command.do)) this.#reader.forgetDisks();
    switch (command.do) {
      case 'beginLoad':
        return this.#beginLoad(command, choices);
      case 'commitLoad':
      case 'abortLoad':
        return this.#endLoad(command, choices);
      case 'addBackend':
        this.#names.adding(command.backend);
        return this.#send(command, choices);
      default:
        return this.#send(command, choices);
    }
  }

  async observe(): Promise<Observation> {
    const look = await this.#look();
    this.#memory = remember(this.#memory, look, (id) => this.#names.nameOf(id));
    return this.#memory.observation;
  }

  async close(): Promise<void> {
    for (const wire of this.#loads.values()) wire.close();
    this.#loads.clear();
    await mustDo(this.#wire, `CALL chaos.drop_cluster(${quotedText(this.#cluster)})`);
    this.#pool.give(this.#wire);
  }

  async #look() {
    const look = await this.#reader.look(this.#wire);
    this.#names.update(look);
    this.#isStale = false;
    return look;
  }

  async #send(command: Command, choices: readonly number[]): Promise<Outcome> {
    try {
      return await this.#ask(this.#wire, command, choices);
    } catch (error) {
      if (!(error instanceof TargetError) || error.fault !== 'disconnected') throw error;
      // Whoever answers again can be judged; only the fate of this command is not known.
      this.#wire = await this.#join(error);
      return { kind: 'indefinite', message: error.message };
    }
  }

  async #beginLoad(command: Extract<Command, { do: 'beginLoad' }>, choices: readonly number[]): Promise<Outcome> {
    const wire = await this.#join();
    const outcome = await this.#onLoadWire(wire, command, choices);
    if (outcome.kind === 'done') this.#loads.set(command.load, wire);
    else wire.close();
    return outcome;
  }

  async #endLoad(
    command: Extract<Command, { do: 'commitLoad' | 'abortLoad' }>,
    choices: readonly number[],
  ): Promise<Outcome> {
    const wire = this.#loads.get(command.load);
    if (wire === undefined) return { kind: 'refused', message: `no session has begun a load '${command.load}'` };
    this.#loads.delete(command.load);
    const outcome = await this.#onLoadWire(wire, command, choices);
    if (wire.isOpen()) this.#pool.give(wire);
    return outcome;
  }

  /** A load's own connection may break without the target being gone. */
  async #onLoadWire(wire: Wire, command: Command, choices: readonly number[]): Promise<Outcome> {
    try {
      return await this.#ask(wire, command, choices);
    } catch (error) {
      if (!(error instanceof TargetError) || error.fault !== 'disconnected') throw error;
      return { kind: 'indefinite', message: error.message };
    }
  }

  /** A connection to the session's cluster; when it does not come about the first problem is the one that counts. */
  async #join(first?: TargetError): Promise<Wire> {
    try {
      const wire = await this.#pool.take();
      await mustDo(wire, `CALL chaos.use_cluster(${quotedText(this.#cluster)})`);
      return wire;
    } catch (error) {
      throw first ?? error;
    }
  }

  async #ask(wire: Wire, command: Command, choices: readonly number[]): Promise<Outcome> {
    const { before, statement, after } = scriptOf(command, this.#names);
    for (const each of before) await mustDo(wire, each);
    if (choices.length > 0 && !isShow(command)) await mustDo(wire, `CALL chaos.choices(${quotedText(choices.join())})`);
    const outcome = outcomeOf(command, statement, await wire.ask(statement), this.#names);
    if (outcome.kind === 'done') for (const each of after) await mustDo(wire, each);
    return this.#followed(wire, command, outcome);
  }

  /** What a command showed, and what that leads to. */
  async #followed(wire: Wire, command: Command, outcome: Outcome): Promise<Outcome> {
    const [first] = outcome.kind === 'listed' ? outcome.results : [];
    const statement = first === undefined ? undefined : followUpOf(command, first);
    if (first === undefined || statement === undefined) return outcome;
    const next = outcomeOf(command, statement, await wire.ask(statement), this.#names);
    return next.kind === 'listed' ? { kind: 'listed', results: [first, ...next.results] } : next;
  }
}
