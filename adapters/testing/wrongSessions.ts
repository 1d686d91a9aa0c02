import { profileNamed } from '../../model/profile.ts';
import type { Topology } from '../../model/scenario.ts';
import type { AsyncAdapter, AsyncSession } from '../adapter.ts';
import type { RunningServer } from '../server/serve.ts';
import { type ConnectOptions, connect } from '../starrocks/adapter.ts';
import { faultyTarget, type Interception } from './targets.ts';

/** Three backends with one disk each. */
export const smallTopology: Topology = {
  backends: ['b1', 'b2', 'b3'].map((name) => ({ name, disks: [{ medium: 'HDD', totalBytes: 2 ** 40 }] })),
};

/** A table of one tablet. */
export const smallTable = {
  do: 'createTable',
  table: 't1',
  replicationNum: 3,
  partitions: ['p1'],
  buckets: 1,
} as const;

/** Connects to a target on the loopback that has the documents' profile and does not keep a test waiting. */
export function connectTo({ port }: RunningServer, more: Partial<ConnectOptions> = {}): Promise<AsyncAdapter> {
  const profile = profileNamed('documented-3.4');
  if (profile === undefined) throw new RangeError('no profile documented-3.4');
  return connect(`mysql://root@127.0.0.1:${port}/`, { profile, allowDestructive: true, timeoutMs: 300, ...more });
}

/** A session on a target that does one kind of statement wrong once `smallTable` is there; the caller closes the target. */
export async function sessionOnWrong(
  real: RunningServer,
  statement: RegExp,
  wrong: Interception,
  more: Partial<ConnectOptions> = {},
): Promise<{ readonly session: AsyncSession; readonly target: RunningServer }> {
  let isOpen = false;
  const target = await faultyTarget(real, (sql) => (isOpen && statement.test(sql) ? wrong : 'pass'));
  const session = await (await connectTo(target, more)).open(smallTopology);
  await session.apply(smallTable, []);
  await session.observe();
  isOpen = true;
  return { session, target };
}

/** An answer with these texts. */
export function rows(names: readonly string[], cells: readonly (readonly (string | null)[])[]): Interception {
  return { kind: 'rows', columns: names.map((name) => ({ name, type: 'string' })), rows: cells };
}
