import { refusal } from '../refusal.ts';

/** The key in a bucket of what the model keeps under `s3://bucket/key`; undefined when it lies elsewhere. */
export function keyIn(bucket: string, place: string): string | undefined {
  const start = `s3://${bucket}/`;
  return place.startsWith(start) ? place.slice(start.length).replace(/\/{2,}/g, '/') : undefined;
}

/** Throws when a volume's location is not in the bucket of this server. */
export function checkLocation(bucket: string, location: string): void {
  if (keyIn(bucket, `${location}/`) === undefined) {
    throw refusal(
      `The location '${location.slice(0, 200)}' cannot be used: this server keeps objects in s3://${bucket}/`,
    );
  }
}
