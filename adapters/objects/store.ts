/** One object as a listing tells it. */
export interface ObjectEntry {
  readonly key: string;
  readonly sizeBytes: number;
  /** The store's mark of the content, without the quotes of HTTP. */
  readonly etag: string;
}

/**
 * What the kit needs of an object store: the least that a snapshot's folder is written, read, compared and removed with
 * (snapshot notes 4). Every call rejects with an `ObjectStoreError` when the store fails or the key is not usable.
 */
export interface ObjectStore {
  /** Stores the bytes under the key; whatever was there is replaced as a whole. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** The bytes under the key, or `undefined` when nothing is stored there. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Every object whose key starts with the prefix (`''` for all), ascending by the UTF-8 bytes of the keys. */
  list(prefix: string): Promise<readonly ObjectEntry[]>;
  /** Removes the objects under the keys. A key with nothing under it counts as removed (snapshot notes 4.11). */
  delete(keys: readonly string[]): Promise<void>;
  /** Stores under `to` what is stored under `from`; rejects with `refused` when there is nothing, or when both are the same key. */
  copy(from: string, to: string): Promise<void>;
}

/**
 * Why a store did not do what it was asked:
 * - `unreachable`: no connection, or it ended before the answer; the request may have taken effect;
 * - `denied`: the keys, the signature, the clock or the rights are not accepted;
 * - `throttled`: the store asks to slow down or is unavailable for now;
 * - `timeout`: no answer within the time limit; the request may still take effect;
 * - `refused`: the store answered with any other error;
 * - `nonsense`: the answer is not one of an S3 store.
 */
export type StoreFault = 'unreachable' | 'denied' | 'throttled' | 'timeout' | 'refused' | 'nonsense';

/** A store did not do what it was asked. The message tells what to do next and has no secret in it. */
export class ObjectStoreError extends Error {
  readonly fault: StoreFault;
  /** The store's own error code, such as `NoSuchBucket`, when it answered with one. */
  readonly code: string | undefined;

  /**
   * @param fault the kind of failure
   * @param message what happened, where, and what to do next
   * @param code the store's own error code
   */
  constructor(fault: StoreFault, message: string, code?: string) {
    super(message);
    this.name = 'ObjectStoreError';
    this.fault = fault;
    this.code = code;
  }
}
