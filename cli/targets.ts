import { type Adapter, type AsyncAdapter, TargetError } from '../adapters/adapter.ts';
import { type Behaviour, memoryAdapter } from '../adapters/memory.ts';
import { mutants } from '../adapters/mutants/catalog.ts';
import type { S3StoreOptions } from '../adapters/objects/s3Options.ts';
import type { S3Store } from '../adapters/objects/s3Store.ts';
import { nameOfTarget, parseTarget as parseMysqlTarget } from '../adapters/starrocks/target.ts';
import { type Profile, profileNamed } from '../model/profile.ts';
import type { Io } from './context.ts';
import { UsageError } from './errors.ts';
import { namedAmong } from './names.ts';
import { targetBucketOptions } from './objectAccess.ts';
import { type Redact, redactor } from './secrets.ts';

/** The password of a MySQL target that is not in its URL. */
export const PASSWORD_VARIABLE = 'TABLETPROOF_MYSQL_PASSWORD';
/** How long any one answer of a target may take. */
const TIMEOUT_MS = 10_000;

/** What `--target` names. */
export type TargetSpec = MemorySpec | MysqlSpec;

interface MemorySpec {
  readonly kind: 'memory';
  readonly name: string;
  readonly behaviour: Behaviour;
  /** The profile that it behaves by, whichever it is judged by; the one that it is judged by when absent. */
  readonly behavesBy?: Profile;
}

interface MysqlSpec {
  readonly kind: 'mysql';
  /** Without the password, so that it may be shown. */
  readonly url: string;
  readonly password: string;
  /** Where its bucket is, when the environment says so. */
  readonly bucket: S3StoreOptions | undefined;
}

/** A target that is ready to be judged. */
export interface OpenTarget {
  readonly adapter: Adapter;
  readonly redact: Redact;
  close(): Promise<void>;
}

const planned = ['stdio', 'module', 'containers'];
const forms = 'memory, memory:PROFILE, memory:MUTANT, mysql://user@host:port/';

/**
 * What a target's name means.
 *
 * @param text the value of `--target`.
 * @param env where the password is when the URL has none.
 * @throws UsageError when it means nothing; the message never repeats a password.
 */
export function parseTarget(text: string, env: Io['env']): TargetSpec {
  if (text === 'memory') return { kind: 'memory', name: text, behaviour: {} };
  if (text.startsWith('memory:')) return behavingTarget(text, text.slice('memory:'.length));
  if (text.startsWith('mysql:')) return mysqlTarget(text, env);
  const scheme = text.split(':', 1)[0] ?? '';
  if (planned.includes(scheme))
    throw new UsageError(`targets of kind '${scheme}' are not available yet; there are: ${forms}`);
  // What has an unknown scheme may still hold a password.
  throw new UsageError(`unknown target '${/[:@/]/.test(text) ? `${scheme}:...` : text}'; there are: ${forms}`);
}

/**
 * Connects to a target.
 *
 * @param spec which.
 * @param profile what it promises.
 * @param allowDestructive whether the run may harm it.
 * @throws UsageError when harm is needed and not allowed.
 * @throws TargetError when it cannot be reached.
 */
export async function openTarget(spec: TargetSpec, profile: Profile, allowDestructive: boolean): Promise<OpenTarget> {
  if (spec.kind === 'memory') {
    const adapter = memoryAdapter(spec.behavesBy ?? profile, spec.behaviour, spec.name);
    return { adapter, redact: redactor([]), close: async () => undefined };
  }
  if (!allowDestructive) {
    throw new UsageError(
      `judging ${spec.url} makes, breaks and drops clusters and tables there: add --allow-destructive`,
    );
  }
  const redact = redactor([spec.password, spec.bucket?.secretKey ?? '', spec.bucket?.accessKey ?? '']);
  const bucket = await openBucket(spec.bucket);
  const adapter = await connected(spec, profile, redact, bucket);
  return { adapter, redact, close: () => closeBoth(adapter, bucket) };
}

async function openBucket(options: S3StoreOptions | undefined): Promise<S3Store | undefined> {
  if (options === undefined) return undefined;
  const { createS3Store } = await import('../adapters/objects/s3Store.ts');
  try {
    return await createS3Store(options);
  } catch (error) {
    // What cannot work is told without any key in it.
    throw error instanceof RangeError ? new UsageError(`the bucket of the target: ${error.message}`) : error;
  }
}

async function closeBoth(adapter: AsyncAdapter, bucket: S3Store | undefined): Promise<void> {
  await adapter.close();
  bucket?.close();
}

async function connected(
  { url, password, bucket: options }: MysqlSpec,
  profile: Profile,
  redact: Redact,
  store: S3Store | undefined,
): Promise<AsyncAdapter> {
  const bucket = store === undefined || options === undefined ? {} : { bucket: { store, name: options.bucket } };
  // The client is loaded only when it is needed: it costs more than a whole run in memory.
  const { connect } = await import('../adapters/starrocks/adapter.ts');
  try {
    return await connect(url, { password, profile, allowDestructive: true, timeoutMs: TIMEOUT_MS, ...bucket });
  } catch (error) {
    throw error instanceof TargetError ? new TargetError(error.fault, redact(error.message)) : error;
  }
}

/** The reference as another profile describes it, or with a planted fault. */
function behavingTarget(text: string, name: string): TargetSpec {
  const behavesBy = profileNamed(name);
  if (behavesBy !== undefined) return { kind: 'memory', name: text, behaviour: {}, behavesBy };
  return { kind: 'memory', name: text, behaviour: namedAmong('mutant', name, mutants) };
}

function mysqlTarget(url: string, env: Io['env']): TargetSpec {
  const isPlain = URL.canParse(url) && new URL(url).search === '' && new URL(url).hash === '';
  if (!isPlain) throw new UsageError('the target is no URL of the form mysql://user@host:port/');
  try {
    const target = parseMysqlTarget(url, env[PASSWORD_VARIABLE] ?? '', TIMEOUT_MS);
    const bucket = targetBucketOptions(env);
    return { kind: 'mysql', url: nameOfTarget(target), password: target.password, bucket };
  } catch (error) {
    // The message repeats nothing of the URL, which may hold a password.
    throw error instanceof TargetError ? new UsageError(error.message) : error;
  }
}
