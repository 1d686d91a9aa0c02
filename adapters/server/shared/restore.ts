import { isDeepStrictEqual } from 'node:util';
import type { Restore } from '../../../model/snapshot/commands.ts';
import { openSharedData } from '../../../model/snapshot/draft.ts';
import { normalisedUri, parseSnapshotPath, type RestoreFile } from '../../../model/snapshot/restoreFile.ts';
import { planRestore, type RestorePlan } from '../../../model/snapshot/restorePlan.ts';
import { readClusterSnapshotFile } from '../../clusterSnapshotFile/read.ts';
import type { Procedure } from '../chaosProcedure.ts';
import type { Reply } from '../protocol/index.ts';
import { type Refusal, refusal } from '../refusal.ts';
import { ok } from '../replies.ts';
import { accept, type Session, takeChoices } from '../session.ts';
import { runShared, type SharedCluster, sharedIn } from './cluster.ts';
import { restoreFrom } from './restoreArguments.ts';

/**
 * `restore(file, arguments)`: the leader starts with the text of cluster_snapshot.yaml (S12 to S16). The arguments say as
 * JSON what a scenario says, such as after which step the FE is killed, and must agree with the file; they may be left out,
 * and so may the text when they are there. Nothing of the file is repeated in an answer or kept.
 */
export const restoreProcedure: Procedure = { parameters: ['file', 'arguments'], optional: 1, run: runRestore };

function runRestore(session: Session, [file = '', args]: readonly string[]): Reply {
  const shared = sharedIn(session);
  const command = args === undefined ? commandOf(shared, read(shared, file)) : restoreFrom(args);
  if (args !== undefined && file !== '') checkAgreement(shared, file, command);
  shared.replayAs = `CALL chaos.restore('', ${quoted(JSON.stringify(command))})`;
  accept(runShared(shared, command, takeChoices(session)));
  return ok;
}

/** The file, or a refusal with the place and kind of its first flaw. */
function read(shared: SharedCluster, text: string): RestoreFile {
  const { host, profile } = shared.state;
  const found = readClusterSnapshotFile(text, { leaderHost: host, profile });
  if ('file' in found) return found.file;
  const [first] = found.flaws;
  if (first === undefined) throw refusal('cluster_snapshot.yaml cannot be read');
  const { line, column, path, message, expected } = first;
  throw refusal(`cluster_snapshot.yaml:${line}:${column} ${path}: ${message}; expected ${expected}`);
}

/** What the file asks for, as a scenario says it. */
function commandOf(shared: SharedCluster, file: RestoreFile): Restore {
  const { clusterSnapshot, frontends, computeNodes, storageVolumes } = file;
  if (clusterSnapshot === undefined) {
    throw refusal('cluster_snapshot.yaml has no section cluster_snapshot: there is nothing to restore from');
  }
  const path = parseSnapshotPath(clusterSnapshot.path);
  const { launched } = shared.state;
  const isMeta = path?.target.kind === 'meta';
  const name = path?.target.kind === 'snapshot' ? path.target.name : undefined;
  const at = launched.findLastIndex((job) => (isMeta ? job.serviceId === path.serviceId : job.name === name));
  if (at < 0) throw refusal('This cluster has made no snapshot at that path');
  return {
    do: 'restore',
    source: { from: isMeta ? 'meta' : 'snapshot', job: at + 1, volume: clusterSnapshot.storageVolumeName },
    ...(frontends === undefined ? {} : { frontends: frontends.map(({ host, type }) => ({ host, type })) }),
    ...(computeNodes === undefined ? {} : { computeNodes: computeNodes.map(({ host }) => host) }),
    ...(storageVolumes === undefined
      ? {}
      : { volumes: storageVolumes.map(({ name: volume, location }) => ({ name: volume, location })) }),
  };
}

/** Both must say the same, or a client would believe to have restored something else. */
function checkAgreement(shared: SharedCluster, text: string, command: Restore): void {
  const plan = planRestore(
    openSharedData(shared.rules, shared.state, () => 0),
    command,
  );
  // What is wrong with the file on purpose is the model's to notice.
  if (plan === undefined || plan.flaws.length > 0) return;
  const file = read(shared, text);
  const difference = differenceOf(file, plan);
  if (difference !== undefined) throw disagreement(difference);
}

function differenceOf(file: RestoreFile, plan: RestorePlan): string | undefined {
  const { frontends, computeNodes, storageVolumes = [], clusterSnapshot } = file;
  const hosts = frontends?.map(({ host, type }) => ({ host, type }));
  const planned = plan.frontends?.map(({ host, type = 'follower' }) => ({ host, type }));
  const locations = (volumes: readonly { name: string; location: string }[]) =>
    volumes.map(({ name, location }) => `${name} ${normalisedUri(location)}`).sort();
  if (clusterSnapshot?.path !== normalisedUri(plan.path)) return 'path of the snapshot';
  if (!isDeepStrictEqual(hosts, planned)) return 'frontends';
  if (
    !isDeepStrictEqual(
      computeNodes?.map(({ host }) => host),
      plan.computeNodes,
    )
  )
    return 'compute nodes';
  return isDeepStrictEqual(locations(storageVolumes), locations(plan.volumes)) ? undefined : 'storage volumes';
}

function disagreement(what: string): Refusal {
  return refusal(`The file and the arguments of chaos.restore name another ${what}; make them agree.`);
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
