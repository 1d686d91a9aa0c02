/** A backend's labels by key, such as `{ rack: 'r1' }`. */
export type Labels = Readonly<Record<string, string>>;

/** The labels that a table asks for: allowed values by key. `*` stands for any key or any value. */
export type RequiredLocation = Readonly<Record<string, readonly string[]>>;

/** The part of a backend that locations are about. */
interface Located {
  readonly location?: Labels | undefined;
}

type Label = readonly [key: string, value: string];

const ANY = '*';

/** Whether a table asks for locations at all. */
export function asksForLocation(required: RequiredLocation | undefined): required is RequiredLocation {
  return required !== undefined && Object.keys(required).length > 0;
}

/** A backend has one label at most; the first one counts. */
function labelOf({ location }: Located): Label | undefined {
  return location === undefined ? undefined : Object.entries(location)[0];
}

/**
 * The backend's location as one text, when it is one of those that the table asks for; else undefined. A backend without
 * a label never matches.
 *
 * Source: replication notes 2.2.
 */
export function matchingLocation(backend: Located, required: RequiredLocation): string | undefined {
  const label = labelOf(backend);
  if (label === undefined) return undefined;
  const [key, value] = label;
  const values = valuesOf(required, key);
  const matches = Object.hasOwn(required, ANY) || values.includes(ANY) || values.includes(value);
  return matches ? `${key}:${value}` : undefined;
}

/**
 * Whether the replicas of a tablet have to lie at different locations: when the labels that the table asks for name at
 * least as many locations as a tablet has replicas. A value that is spelled out counts even if no backend has it; `*`
 * counts what the backends have.
 *
 * @param backends all backends of the cluster, dead ones too.
 * Source: replication notes 2.2 (recorded behaviour of `ensure_replica_ha`).
 */
export function ensuresReplicaHa(
  replicationNum: number,
  required: RequiredLocation | undefined,
  backends: readonly Located[],
): boolean {
  return asksForLocation(required) && locationsNamed(required, backends) >= replicationNum;
}

function locationsNamed(required: RequiredLocation, backends: readonly Located[]): number {
  const existing = existingLocations(backends);
  if (Object.hasOwn(required, ANY)) return sum([...existing.values()].map((values) => values.size));
  return sum(
    Object.entries(required).map(([key, values]) =>
      values.includes(ANY) ? (existing.get(key)?.size ?? 0) : new Set(values).size,
    ),
  );
}

function existingLocations(backends: readonly Located[]): ReadonlyMap<string, ReadonlySet<string>> {
  const existing = new Map<string, Set<string>>();
  for (const backend of backends) {
    const label = labelOf(backend);
    if (label === undefined) continue;
    const [key, value] = label;
    existing.set(key, (existing.get(key) ?? new Set()).add(value));
  }
  return existing;
}

function valuesOf(required: RequiredLocation, key: string): readonly string[] {
  return Object.hasOwn(required, key) ? (required[key] ?? []) : [];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
