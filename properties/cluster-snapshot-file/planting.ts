import { at, itemsOf, type Path, renamed, type Written, without, withValue } from './edits.ts';

/** A document with one flaw. */
export interface Broken {
  readonly document: Written;
  /** What is wrong, or what surrounds it when something is missing. */
  readonly path: Path;
}

/** A way to break a full document. */
export interface Flaw {
  readonly name: string;
  /** The property that demands that it is refused (snapshot notes 9, YM); none when only the reference does. */
  readonly property?: string;
  /** Whether the published schema sees it. */
  readonly isOfForm: boolean;
  /** @param nth which item or property is broken, wherever there are several. */
  plant(full: Written, nth: number): Broken;
}

/** The place of a field of an item. */
export function inItem(section: string, ...rest: Path): (full: Written, nth: number) => Path {
  return (full, nth) => [section, nth % Math.max(1, itemsOf(full[section]).length), ...rest];
}

/** The place of a property of a volume; `rest` is one of its keys. */
export function inProperty(...rest: Path): (full: Written, nth: number) => Path {
  return (full, nth) => {
    const volume = inItem('storage_volumes')(full, nth);
    const properties = itemsOf(at(full, [...volume, 'properties']));
    return [...volume, 'properties', nth % Math.max(1, properties.length), ...rest];
  };
}

/** A place that is the same in every document, or depends on it. */
export type Place = Path | ((full: Written, nth: number) => Path);

/** A place in this document. */
export function pathOf(place: Place, full: Written, nth: number): Path {
  return typeof place === 'function' ? place(full, nth) : place;
}

/** What else is said of a flaw. */
export interface Kind {
  readonly property?: string;
  readonly isOfForm?: boolean;
  /** Where a reader notices it, when that is elsewhere. */
  readonly noticedAt?: Path;
}

/** Something else stands at a place; a function makes it of what stood there. */
export function wrongValue(
  name: string,
  place: Place,
  value: unknown | ((old: unknown) => unknown),
  { noticedAt, ...kind }: Kind = {},
): Flaw {
  return {
    name,
    isOfForm: true,
    ...kind,
    plant: (full, nth) => {
      const path = pathOf(place, full, nth);
      const wrong = typeof value === 'function' ? value(at(full, path)) : value;
      return { document: withValue(full, path, wrong), path: noticedAt ?? path };
    },
  };
}

/** A key is left out. */
export function missing(name: string, place: Place, { noticedAt, ...kind }: Kind = {}): Flaw {
  return {
    name,
    isOfForm: true,
    ...kind,
    plant: (full, nth) => {
      const path = pathOf(place, full, nth);
      return { document: without(full, path), path: noticedAt ?? path.slice(0, -1) };
    },
  };
}

/** A key is written differently. */
export function misspelt(name: string, place: Place, key: string, kind: Kind = {}): Flaw {
  return {
    name,
    isOfForm: true,
    ...kind,
    plant: (full, nth) => {
      const path = pathOf(place, full, nth);
      return { document: renamed(full, path, key), path: [...path.slice(0, -1), key] };
    },
  };
}

/** The last item gets the name of an earlier one. */
export function repeated(name: string, section: string, key: string): Flaw {
  return {
    name,
    property: 'YM-8',
    isOfForm: false,
    plant: (full, nth) => {
      const last = itemsOf(full[section]).length - 1;
      const taken = at(full, [section, nth % last, key]);
      const path = [section, last, key];
      // The volume that is named stays listed, whichever it is.
      const named =
        section === 'storage_volumes' ? withValue(full, ['cluster_snapshot', 'storage_volume_name'], taken) : full;
      return { document: withValue(named, path, taken), path };
    },
  };
}
