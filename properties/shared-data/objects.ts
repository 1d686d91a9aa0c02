import type { SnapshotFolderView } from '../../model/views/sharedData.ts';
import type { ClusterSnapshotRow } from '../../model/views/snapshot.ts';
import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { isSameLife, isSeen } from './bounds.ts';
import { knownRestore } from './comparing.ts';
import { contentOf, folderKey, foldersNamed, missingParts, normalised } from './folders.ts';
import { calledJob, jobNamed, listedAs } from './jobs.ts';
import { watchLeftovers } from './leftovers.ts';
import { mayHaveMissedJobs } from './story-snapshots.ts';

const described = { of: 'sharedData', level: 'must', suite: 'snapshot', needs: [] } as const;

/** Where the objects of snapshots lie and what they are (S05, S06; snapshot notes 9, SP-1 to SP-4, SP-9 and SP-10). */
export const objectProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'SP-1',
    title: 'a snapshot lies under meta/image of the service below the location of its volume',
    clauses: ['S05', 'S08'],
    form: 'eventually',
    start: watchPaths,
  },
  {
    ...described,
    id: 'SP-2',
    title: 'a job writes and deletes below the folder of its own snapshot only',
    clauses: ['S05'],
    form: 'step',
    judge: judgeFolders,
  },
  {
    ...described,
    id: 'SP-3',
    title: 'a finished snapshot is whole, and its images are those of the journal ids in the view',
    clauses: ['S05', 'S08'],
    form: 'always',
    judge: judgeContent,
  },
  {
    ...described,
    id: 'SP-4',
    title: 'a folder whose deletion has begun goes as a whole',
    clauses: ['S06'],
    needs: ['advance'],
    form: 'eventually',
    start: () =>
      watchLeftovers({
        kind: 'half deleted',
        message: 'some of its files are gone',
        concerns: (_, { isPartial, hadTrouble }) => isPartial && !hadTrouble,
      }),
  },
  {
    ...described,
    id: 'SP-10',
    title: 'snapshots of another cluster in the same location are neither touched nor listed',
    clauses: ['S05'],
    form: 'step',
    judge: judgeNeighbours,
  },
  {
    ...described,
    id: 'SP-9',
    title: 'a slash at the end of a location changes no key',
    clauses: ['S05'],
    level: 'should',
    form: 'always',
    judge: judgeSlashes,
  },
];

function watchPaths(): SharedDataWatcher {
  let serviceId: string | undefined;
  return (step, say) => {
    // Whatever comes of a broken snapshot may be another service.
    if (step.command.do === 'restore' && knownRestore(step) === undefined) serviceId = undefined;
    else if (step.command.do === 'restore') serviceId = step.story.services.get(knownRestore(step)?.source ?? '');
    if (!isSeen(step)) return;
    for (const row of step.after.snapshots) {
      const { STORAGE_PATH: path, STORAGE_VOLUME: volume, SNAPSHOT_NAME: name } = row;
      const location = step.after.catalog.volumes.find((other) => other.name === volume)?.location;
      // Of a volume that is gone there is no location to show.
      if (location === undefined) continue;
      say.exercised();
      const id = serviceIdIn(normalised(path), normalised(location), name);
      if (id === undefined) {
        say.violated('wrong path', `${name} on ${volume} (${location}) has the path ${path}`);
        continue;
      }
      if (serviceId !== undefined && id !== serviceId)
        say.violated('service id changed', `${name} lies under the service id ${id}, others did under ${serviceId}`);
      serviceId ??= id;
      judgeService(step, say, row, id);
    }
  };
}

function judgeService(
  { after }: SharedDataStep,
  say: Say,
  { SNAPSHOT_NAME: name }: ClusterSnapshotRow,
  id: string,
): void {
  const found = after.bucket.folders.filter((folder) => folder.name === name);
  if (found.length > 0 && !found.some((folder) => folder.serviceId === id))
    say.violated('path of another service', `${name} is listed under the service id ${id}, but is not there`);
}

function serviceIdIn(path: string, location: string, name: string): string | undefined {
  const end = `/meta/image/${name}`;
  if (!path.startsWith(`${location}/`) || !path.endsWith(end)) return undefined;
  const id = path.slice(location.length + 1, -end.length);
  return id === '' || id.includes('/') ? undefined : id;
}

function judgeFolders(step: SharedDataStep, say: Say): void {
  const { before, after, command } = step;
  const known = new Set(before.bucket.strays);
  const stray = after.bucket.strays.find((key) => !known.has(key));
  if (stray !== undefined && command.do !== 'copyVolume')
    say.violated('stray object', `${stray} is neither data nor in the folder of a snapshot`);
  if (!isSeen(step) || remakesFolders(command.do)) return;
  const earlier = new Map(before.bucket.folders.map((folder) => [folderKey(before, folder), folder]));
  for (const folder of after.bucket.folders) {
    const isNew = !earlier.delete(folderKey(after, folder));
    if (!isNew) continue;
    say.exercised();
    if (jobNamed(after, folder.name) === undefined && jobNamed(before, folder.name) === undefined && !wasTrimmed(step))
      say.violated('folder of no job', `a folder ${folder.name} has appeared, but no job makes it`);
  }
  for (const folder of earlier.values()) judgeGone(step, say, folder);
}

function remakesFolders(kind: SharedDataStep['command']['do']): boolean {
  return kind === 'copyVolume' || kind === 'createVolume' || kind === 'dropVolume' || kind === 'damageSnapshot';
}

/** Whether a job may have come and gone within the step. */
function wasTrimmed(step: SharedDataStep): boolean {
  const { before, after, story } = step;
  if (story.missedJobs || mayHaveMissedJobs(step)) return true;
  return before.jobs.some((row) => jobNamed(after, row.SNAPSHOT_NAME) === undefined);
}

function judgeGone({ before, after, story }: SharedDataStep, say: Say, folder: SnapshotFolderView): void {
  if (story.foreign.has(folderKey(before, folder))) {
    if (jobNamed(before, folder.name) === undefined)
      say.violated('folder of another deleted', `the folder ${folder.name} belongs to no job, but was deleted`);
    return;
  }
  const row = jobNamed(after, folder.name);
  if (row?.STATE === 'FINISHED')
    say.violated('live folder deleted', `${calledJob(row)} is FINISHED, but its folder was deleted`);
}

function judgeContent(step: SharedDataStep, say: Say): void {
  const { after, story, command } = step;
  if (!isSeen(step) || command.do === 'damageSnapshot') return;
  for (const job of after.jobs) {
    const { SNAPSHOT_NAME: name } = job;
    if (job.STATE !== 'FINISHED' || story.damaged.has(name)) continue;
    const folders = foldersNamed(after, story, name);
    if (folders.length === 0) continue;
    say.exercised();
    if (!folders.some((folder) => folder.isIntact && missingParts(folder).length === 0)) {
      const missing = folders.flatMap(missingParts);
      const what = missing.length > 0 ? `lacks ${missing.join(', ')}` : 'does not fit its checksum';
      say.violated('finished but not whole', `${calledJob(job)} is FINISHED, but its folder ${what}`);
    }
    judgeIds(step, say, name, folders);
  }
}

function judgeIds({ after }: SharedDataStep, say: Say, name: string, folders: readonly SnapshotFolderView[]): void {
  const row = listedAs(after, name);
  if (row === undefined) return;
  const { FE_JOURNAL_ID: fe, STARMGR_JOURNAL_ID: starmgr } = row;
  if (!folders.some((folder) => folder.feJournalId === fe && folder.starmgrJournalId === starmgr))
    say.violated(
      'images of other journal ids',
      `${name} has the journal ids ${fe} and ${starmgr}, its images have others`,
    );
}

function judgeSlashes(step: SharedDataStep, say: Say): void {
  const { after, before, story } = step;
  if (!isSameLife(step) || !after.catalog.volumes.some(({ location }) => location.endsWith('/'))) return;
  const keys = keysIn(after);
  if (keys.length === 0) return;
  say.exercised();
  const known = new Set(keysIn(before));
  const odd = keys.find((key) => !known.has(key) && key.replace(/^[a-z][a-z0-9+.-]*:\/\//, '').includes('//'));
  if (odd !== undefined && story.generation === 0)
    say.violated('empty path segment', `${odd} has an empty segment where the location ends with a slash`);
}

/** All keys, those in folders of snapshots as far as the folders themselves. */
function keysIn({ bucket }: SharedDataStep['after']): readonly string[] {
  const folders = bucket.folders.map(({ volume, serviceId, name }) => `${volume}/${serviceId}/meta/image/${name}`);
  return [...bucket.data.keys(), ...bucket.strays, ...folders];
}

function judgeNeighbours({ before, after, story, command }: SharedDataStep, say: Say): void {
  if (story.neighbours.size === 0) return;
  if (after.snapshots.length > 0 || command.do === 'restore') say.exercised();
  const contentsIn = (view: SharedDataStep['after']): readonly string[] =>
    view.bucket.folders
      .filter((folder) => story.neighbours.has(folder.serviceId))
      .map((folder) => `${folder.serviceId}/${folder.name} ${contentOf(folder)}`);
  const left = new Set(contentsIn(after));
  if (contentsIn(before).some((content) => !left.has(content)))
    say.violated('snapshot of another cluster changed', 'files of a snapshot of another cluster have changed');
  const listed = after.snapshots.find(({ STORAGE_PATH: path }) =>
    [...story.neighbours].some((id) => path.includes(`/${id}/`)),
  );
  if (listed !== undefined)
    say.violated('snapshot of another cluster listed', `${listed.SNAPSHOT_NAME} belongs to another cluster`);
}
