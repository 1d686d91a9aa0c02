/** A document of `cluster_snapshot.yaml` as plain data. */
export type Written = Readonly<Record<string, unknown>>;

/** Keys and positions from the top of a document. */
export type Path = readonly (string | number)[];

/** A path as JSON pointer; no key of the file holds a slash or a tilde. */
export function pointerOf(path: Path): string {
  return path.map((step) => `/${step}`).join('');
}

/** What stands at a path, or undefined. */
export function at(document: unknown, path: Path): unknown {
  return path.reduce((value, step) => childOf(value, step), document);
}

/** The items of a list; none when it is no list. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The document with something else at a path, which need not have been there. */
export function withValue(document: Written, path: Path, value: unknown): Written {
  return mappingOf(changed(document, path, () => value));
}

/** The document without a key or an item. */
export function without(document: Written, path: Path): Written {
  const [parent, last] = [path.slice(0, -1), path.at(-1)];
  const change = (old: unknown) =>
    Array.isArray(old)
      ? old.filter((_, nth) => nth !== last)
      : Object.fromEntries(entriesOf(old).filter(([key]) => key !== last));
  return mappingOf(changed(document, parent, change));
}

/** The document with another key in the place of one. */
export function renamed(document: Written, path: Path, name: string): Written {
  const [parent, last] = [path.slice(0, -1), path.at(-1)];
  const change = (old: unknown) =>
    Object.fromEntries(entriesOf(old).map(([key, value]) => [key === last ? name : key, value]));
  return mappingOf(changed(document, parent, change));
}

/** A value as a mapping; an empty one when it is none. */
export function mappingOf(value: unknown): Written {
  return Object.fromEntries(entriesOf(value));
}

function changed(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item, nth) => (nth === step ? changed(item, rest, change) : item));
  const inner = changed(childOf(value, step), rest, change);
  const entries = entriesOf(value);
  const isNew = !entries.some(([key]) => key === step);
  return Object.fromEntries([
    ...entries.map(([key, old]) => [key, key === step ? inner : old]),
    ...(isNew ? [[step, inner]] : []),
  ]);
}

function childOf(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined;
  return entriesOf(value).find(([key]) => key === step)?.[1];
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
