/** Translates between the locations of a scenario and those in a target's bucket, so that runs do not meet there. */
export interface Locations {
  /** What all keys of this run begin with. */
  readonly prefix: string;
  /** `s3://any/folder` of a scenario in the target; other schemes stay as they are. */
  real(location: string): string;
  /** A text of the target with its locations as the scenario has them. */
  symbolic(text: string): string;
  /** The place of an object of this run as the scenario has it; undefined for keys of others. */
  placeOf(key: string): string | undefined;
}

const scheme = 's3://';

/**
 * Locations of one run.
 * @param bucket name of the target's bucket
 * @param run the run's own name; no other one begins with it and a slash
 */
export function createLocations(bucket: string, run: string): Locations {
  const prefix = `${run}/`;
  const start = `${scheme}${bucket}/${prefix}`;
  return {
    prefix,
    real: (location) => (location.startsWith(scheme) ? start + location.slice(scheme.length) : location),
    symbolic: (text) => text.replaceAll(start, scheme),
    placeOf: (key) => (key.startsWith(prefix) ? scheme + key.slice(prefix.length) : undefined),
  };
}
