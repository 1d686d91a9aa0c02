import { randomUUID } from 'node:crypto';
import type { Profile } from '../../model/profile.ts';
import { isSnapshotCommand } from '../../model/snapshot/commands.ts';
import { type AsyncAdapter, type Capability, commandKinds, type LawCall, TargetError } from '../adapter.ts';
import { askText, askTexts, mustDo } from './ask.ts';
import { createPool, type Pool } from './pool.ts';
import { quotedText } from './quoting.ts';
import { openSession } from './session.ts';
import { openSharedSession, type TargetBucket } from './sharedData/session.ts';
import { nameOfTarget, parseTarget } from './target.ts';
import type { Wire } from './wire.ts';
import { unreadable } from './wireFailures.ts';

/** How {@link connect} treats a target. */
export interface ConnectOptions {
  /** Used when the URL has none. */
  readonly password?: string;
  /** What the target promises. */
  readonly profile: Profile;
  /** Whether tables, backends and clusters may be made, broken and dropped. */
  readonly allowDestructive: boolean;
  /** How long any one answer may take; 10 s when not given. */
  readonly timeoutMs?: number;
  /**
   * The target's bucket, which clusters with shared data are judged by; without it the target cannot do what is about them.
   */
  readonly bucket?: TargetBucket;
  /** Begins the names of the clusters that this run makes; leftovers of an earlier run of that name are removed. */
  readonly runName?: string;
}

const defaultTimeoutMs = 10_000;
const allCapabilities: readonly Capability[] = [...commandKinds, 'laws', 'choices'];

/**
 * Connects to a target that speaks the MySQL protocol and offers faults and virtual time as procedures `chaos.*`.
 * @param url `mysql://user@host:port/`
 * @param options how to treat it
 * @throws TargetError when it cannot be reached, refuses the login, lacks the procedures, or nothing was allowed
 */
export async function connect(url: string, options: ConnectOptions): Promise<AsyncAdapter> {
  const target = parseTarget(url, options.password ?? '', options.timeoutMs ?? defaultTimeoutMs);
  const runName = runNameFrom(options);
  const pool = createPool(target);
  const capabilities = await prepare(pool, runName);
  let opened = 0;
  return {
    mode: 'async',
    target: nameOfTarget(target),
    profile: options.profile.name,
    capabilities: options.bucket === undefined ? withoutSharedData(capabilities) : capabilities,
    open: (topology) => {
      opened += 1;
      const name = `${runName}-${opened}`;
      const { sharedData } = topology;
      return sharedData === undefined
        ? openSession(pool, name, topology)
        : openSharedSession(pool, name, sharedData, bucketOf(options));
    },
    law: (call) => askLaw(pool, call),
    close: async () => pool.close(),
  };
}

function bucketOf({ bucket }: ConnectOptions): TargetBucket {
  if (bucket !== undefined) return bucket;
  throw new TargetError('unable', "a cluster with shared data is judged by the target's bucket; tell where it is");
}

/** What is about shared data cannot be judged without the bucket. */
function withoutSharedData(capabilities: ReadonlySet<Capability>): ReadonlySet<Capability> {
  return new Set([...capabilities].filter((capability) => !isSnapshotCommand({ do: capability })));
}

/** What the target can do; leftovers of an earlier run are removed. */
async function prepare(pool: Pool, runName: string): Promise<ReadonlySet<Capability>> {
  const wire = await pool.take();
  try {
    const capabilities = await capabilitiesOf(wire);
    await removeLeftovers(wire, runName);
    pool.give(wire);
    return capabilities;
  } catch (error) {
    wire.close();
    throw error;
  }
}

function runNameFrom({ allowDestructive, runName }: ConnectOptions): string {
  if (!allowDestructive) {
    throw new TargetError(
      'unable',
      'judging a target makes, breaks and drops clusters and tables of its own on it; allow that (--allow-destructive)',
    );
  }
  const name = runName ?? `run-${randomUUID().slice(0, 8)}`;
  if (/^[\w.-]{1,48}$/.test(name)) return name;
  throw new TargetError('unable', "the name of the run must be 1 to 48 letters, digits, '_', '-' or '.'");
}

async function capabilitiesOf(wire: Wire): Promise<ReadonlySet<Capability>> {
  const sql = 'CALL chaos.capabilities()';
  const answer = await wire.ask(sql);
  if (answer.kind === 'error') {
    throw new TargetError(
      'unable',
      `the target offers no procedures chaos.*, which faults and virtual time need (${answer.errno}: ${answer.message}); ` +
        "use 'tabletproof serve' or an implementation that offers them",
    );
  }
  const names = answer.kind === 'rows' ? answer.rows.map(([cell]) => cell) : [];
  return new Set(allCapabilities.filter((capability) => names.includes(capability)));
}

/** Clusters of a run of this name that was killed. */
async function removeLeftovers(wire: Wire, runName: string): Promise<void> {
  for (const name of await askTexts(wire, 'CALL chaos.clusters()')) {
    if (name.startsWith(`${runName}-`)) await mustDo(wire, `CALL chaos.drop_cluster(${quotedText(name)})`);
  }
}

/** The answer of a pure decision; a target has no word for undefined but null. */
async function askLaw(pool: Pool, { law, args }: LawCall): Promise<unknown> {
  const wire = await pool.take();
  const sql = `CALL chaos.law(${quotedText(law)}, ${quotedText(JSON.stringify(args))})`;
  const text = await askText(wire, sql);
  pool.give(wire);
  try {
    const answer: unknown = JSON.parse(text);
    return answer ?? undefined;
  } catch {
    throw unreadable(sql, `expected JSON, got "${text.slice(0, 40)}"`);
  }
}
