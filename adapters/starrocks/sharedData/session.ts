import type { Command, Outcome, Topology } from '../../../model/scenario.ts';
import { isSnapshotCommand, type SharedDataSpec, type SnapshotCommand } from '../../../model/snapshot/commands.ts';
import { type AsyncSession, type Observation, TargetError } from '../../adapter.ts';
import type { ObjectStore } from '../../objects/store.ts';
import { withoutTablets } from '../../withoutTablets.ts';
import { mustDo } from '../ask.ts';
import type { Pool } from '../pool.ts';
import { quotedText } from '../quoting.ts';
import { sharedDataStatement } from '../sharedDataStatements.ts';
import { sharedPlainStatement } from '../statements.ts';
import type { Wire } from '../wire.ts';
import { createBucketReader } from './bucket.ts';
import { createLocations, type Locations } from './locations.ts';
import { SharedReader } from './look.ts';
import { SharedNames } from './names.ts';
import { sharedOutcome } from './outcomes.ts';

/** The bucket of a target, as this kit reaches it. */
export interface TargetBucket {
  readonly store: ObjectStore;
  /** With which the locations of the target's volumes begin: `s3://name/`. */
  readonly name: string;
}

/**
 * Opens a session on a private cluster with shared data, which is made anew. Its volumes lie in a folder of the run's own.
 * @throws TargetError when the conversation breaks or the target cannot make such a cluster
 */
export async function openSharedSession(
  pool: Pool,
  cluster: string,
  spec: SharedDataSpec,
  bucket: TargetBucket,
): Promise<AsyncSession> {
  const wire = await pool.take();
  const locations = createLocations(bucket.name, cluster);
  try {
    await wire.ask(`CALL chaos.drop_cluster(${quotedText(cluster)})`);
    const topology = JSON.stringify(topologyOf(spec, locations));
    await mustDo(wire, `CALL chaos.use_cluster(${quotedText(cluster)}, ${quotedText(topology)})`);
    const reader = new SharedReader(locations, createBucketReader(bucket.store, locations));
    const session = new SharedDataSession(pool, cluster, wire, reader, new SharedNames(spec, locations), locations);
    await session.observe();
    return session;
  } catch (error) {
    wire.close();
    throw error;
  }
}

function topologyOf(spec: SharedDataSpec, locations: Locations): Topology {
  const volumes = spec.volumes.map(({ name, location }) => ({ name, location: locations.real(location) }));
  return { backends: [], sharedData: { ...spec, volumes } };
}

/** One scenario on a private cluster with shared data. */
class SharedDataSession implements AsyncSession {
  readonly #pool: Pool;
  readonly #cluster: string;
  readonly #reader: SharedReader;
  readonly #names: SharedNames;
  readonly #locations: Locations;
  #wire: Wire;
  /** Something was sent since the names were last looked up. */
  #isStale = false;

  constructor(pool: Pool, cluster: string, wire: Wire, reader: SharedReader, names: SharedNames, locations: Locations) {
    this.#pool = pool;
    this.#cluster = cluster;
    this.#wire = wire;
    this.#reader = reader;
    this.#names = names;
    this.#locations = locations;
  }

  async apply(command: Command, choices: readonly number[]): Promise<Outcome> {
    if (this.#isStale) await this.observe();
    this.#isStale = true;
    try {
      return await this.#ask(command, choices);
    } catch (error) {
      if (!(error instanceof TargetError) || error.fault !== 'disconnected') throw error;
      // Whoever answers again can be judged; only the fate of this command is not known.
      this.#wire = await this.#join(error);
      return { kind: 'indefinite', message: error.message };
    }
  }

  async observe(): Promise<Observation> {
    const { nowMs, sharedData, sql } = await this.#reader.look(this.#wire);
    this.#names.update(sql);
    this.#names.updateBucket(sharedData);
    this.#isStale = false;
    return withoutTablets(nowMs, sharedData);
  }

  async close(): Promise<void> {
    await mustDo(this.#wire, `CALL chaos.drop_cluster(${quotedText(this.#cluster)})`);
    this.#pool.give(this.#wire);
  }

  async #ask(command: Command, choices: readonly number[]): Promise<Outcome> {
    const statement = isSnapshotCommand(command)
      ? sharedDataStatement(command, this.#names)
      : sharedPlainStatement(command);
    if (statement === undefined) {
      return { kind: 'refused', message: `${command.do} is for clusters that keep replicated tablets` };
    }
    if (choices.length > 0) await mustDo(this.#wire, `CALL chaos.choices(${quotedText(choices.join())})`);
    if (isSnapshotCommand(command)) this.#expect(command);
    const answer = await this.#wire.ask(statement);
    const outcome = sharedOutcome(command, statement, answer, this.#locations);
    if (command.do === 'enableSnapshots' && outcome.kind === 'done') this.#names.enabled(command.volume);
    if (command.do === 'restore' && outcome.kind !== 'refused') this.#names.restored();
    return outcome;
  }

  #expect(command: SnapshotCommand): void {
    if (command.do === 'createObject' && command.object.kind === 'table') {
      this.#names.creating(command.object.name, command.object.database);
    }
  }

  async #join(first: TargetError): Promise<Wire> {
    try {
      const wire = await this.#pool.take();
      await mustDo(wire, `CALL chaos.use_cluster(${quotedText(this.#cluster)})`);
      return wire;
    } catch {
      throw first;
    }
  }
}
