import type { StoreOperation } from './faults.ts';

/** What is known of a request without its body. */
export interface OperationFacts {
  readonly method: string;
  readonly hasBucket: boolean;
  readonly hasKey: boolean;
  /** Names of the query's parameters. */
  readonly parameters: readonly string[];
  readonly isCopy: boolean;
}

/** Parameters with which a request on a bucket or an object is not about the object's content. */
const asides = ['acl', 'location', 'tagging', 'uploads', 'versioning'];

/** What a request of the S3 API wants, as faults tell requests apart. */
export function operationOf({ method, hasBucket, hasKey, parameters, isCopy }: OperationFacts): StoreOperation {
  const has = (name: string) => parameters.includes(name);
  if (!hasBucket || asides.some(has)) return 'other';
  if (!hasKey) {
    if (method === 'GET') return 'list';
    return method === 'POST' && has('delete') ? 'delete' : 'other';
  }
  if (method === 'POST') return has('uploadId') ? 'put' : 'other';
  if (method === 'PUT') return isCopy ? 'copy' : 'put';
  if (has('uploadId')) return 'other';
  if (method === 'GET') return 'get';
  if (method === 'HEAD') return 'head';
  return method === 'DELETE' ? 'delete' : 'other';
}
