import { SCENARIO_DATABASE } from '../../../model/replication/names.ts';
import type { Restore, SharedDataSpec } from '../../../model/snapshot/commands.ts';
import type { SharedDataView } from '../../../model/views/sharedData.ts';
import type { SharedPlaces } from '../sharedDataStatements.ts';
import type { Locations } from './locations.ts';
import type { SqlLook } from './look.ts';
import { restoreFileText } from './restoreFile.ts';

/** A job as whoever drives the scenario remembers it. */
interface Launched {
  readonly name: string;
  volume: string;
  /** As the scenario has it, without slashes at its end. */
  location: string;
}

/** What the names of a scenario stand for in a cluster with shared data, and the other way round. */
export class SharedNames implements SharedPlaces {
  readonly #locations: Locations;
  readonly #databases = new Map<string, string>();
  /** All jobs of the scenario, in order of creation. */
  readonly #launched: Launched[] = [];
  #view: SharedDataView | Omit<SharedDataView, 'bucket'> | undefined;
  #leader: string;
  /** The volume that automated snapshots go to, as far as this session has said so. */
  #automated: string | undefined;
  #serviceId = 'unknown';

  constructor(spec: SharedDataSpec, locations: Locations) {
    this.#leader = spec.frontends[0] ?? '';
    this.#locations = locations;
  }

  /** Takes in what is there now. */
  update({ view, recycled }: SqlLook): void {
    this.#view = view;
    // A living table counts more than one of the same name in the recycle bin.
    for (const { name, database } of [...recycled, ...view.catalog.tables]) this.#databases.set(name, database);
    this.#leader = view.frontends.find(({ role }) => role === 'leader')?.host ?? this.#leader;
    if (!view.isUp) return;
    this.#learnJobs(view);
    this.#learnServiceId(view);
  }

  /** Remembers on which volume the next jobs will be; without a name it is the default one of now. */
  enabled(volume: string | undefined): void {
    this.#automated = volume ?? this.#view?.catalog.volumes.find(({ isDefault }) => isDefault)?.name;
  }

  /** Forgets what was said before a restore: it goes on as at the capture. */
  restored(): void {
    this.#automated = undefined;
  }

  databaseOf(table: string): string {
    return this.#databases.get(table) ?? SCENARIO_DATABASE;
  }

  /** A table is being created there. */
  creating(table: string, database: string): void {
    if (!this.#databases.has(table)) this.#databases.set(table, database);
  }

  location(location: string): string {
    return this.#locations.real(location);
  }

  snapshotName(job: number): string {
    return this.#launched[job - 1]?.name ?? `no-job-${job}`;
  }

  restore(command: Restore): { readonly file: string; readonly command: string } {
    const volumes = command.volumes?.map(({ name, location }) => ({ name, location: this.location(location) }));
    const { do: _, ...rest } = command;
    const told = JSON.stringify({ ...rest, ...(volumes === undefined ? {} : { volumes }) });
    const launched = this.#sourceOf(command);
    // Where there is nothing to name, the target is told what was meant and has to refuse it.
    if (launched === undefined) return { file: '', command: told };
    const volume = command.source.volume ?? launched.volume;
    const location =
      volumes?.find(({ name }) => name === volume)?.location ??
      this.location(this.#locationOf(volume) ?? launched.location);
    const facts = {
      location: withoutSlashes(location),
      volume,
      serviceId: this.#serviceId,
      snapshot: launched.name,
      leader: this.#leader,
      volumes: volumes ?? [],
    };
    return { file: restoreFileText(command, facts), command: told };
  }

  #sourceOf({ source: { job } }: Restore): Launched | undefined {
    if (job !== undefined) return this.#launched[job - 1];
    return this.#launched.findLast(({ name, volume, location }) =>
      this.#folders.has(`${withoutSlashes(this.#locationOf(volume) ?? location)}|${name}`),
    );
  }

  /** Where snapshots have a folder in the bucket, and their names. */
  #folders: ReadonlySet<string> = new Set();

  /** Takes in what lies in the bucket now. */
  updateBucket({ bucket }: SharedDataView): void {
    // A snapshot may lie there whole before any view lists it.
    const own = bucket.folders.find(({ name }) => this.#launched.some((job) => job.name === name));
    if (this.#serviceId === 'unknown' && own !== undefined) this.#serviceId = own.serviceId;
    this.#folders = new Set(
      bucket.folders.map(({ volume, name }) => `${withoutSlashes(this.#locationOf(volume) ?? volume)}|${name}`),
    );
  }

  #locationOf(volume: string): string | undefined {
    return this.#view?.catalog.volumes.find(({ name }) => name === volume)?.location;
  }

  #learnJobs({ jobs, snapshots }: SqlLook['view']): void {
    const known = new Set(this.#launched.map(({ name }) => name));
    const inOrder = [...jobs].sort((left, right) => Number(left.JOB_ID) - Number(right.JOB_ID));
    for (const { SNAPSHOT_NAME: name } of inOrder) {
      if (known.has(name)) continue;
      const volume = this.#automated ?? '';
      this.#launched.push({ name, volume, location: this.#locationOf(volume) ?? '' });
    }
    for (const { SNAPSHOT_NAME, STORAGE_VOLUME } of snapshots) {
      const job = this.#launched.findLast(({ name }) => name === SNAPSHOT_NAME);
      if (job === undefined || job.volume === STORAGE_VOLUME) continue;
      job.volume = STORAGE_VOLUME;
      job.location = this.#locationOf(STORAGE_VOLUME) ?? job.location;
    }
    // A restored cluster is ON as it was at the capture: what it lists tells where to.
    const listed = snapshots.at(-1)?.STORAGE_VOLUME;
    this.#automated ??= listed;
  }

  #learnServiceId({ snapshots, catalog }: SqlLook['view']): void {
    const paths = [...snapshots.map((row) => row.STORAGE_PATH), ...catalog.tables.map(({ path }) => path)];
    for (const path of paths) {
      const [, id] = /\/([^/]+)\/(?:meta\/image|db\d+)\//.exec(path) ?? [];
      if (id !== undefined) this.#serviceId = id;
    }
  }
}

function withoutSlashes(location: string): string {
  return location.replace(/\/+$/, '');
}
