import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { mutants } from '../adapters/mutants/catalog.ts';
import type { Account } from '../adapters/server/protocol/index.ts';
import type { ServeOptions as ServerOptions } from '../adapters/server/serve.ts';
import { codeOf, messageOf } from '../fixtures/errors.ts';
import { referenceRules } from '../model/replication/rules.ts';
import type { Topology } from '../model/scenario.ts';
import { type Context, print } from './context.ts';
import { ConfigurationError } from './errors.ts';
import { exits } from './exits.ts';
import { namedAmong } from './names.ts';
import { DEFAULT_BUCKET, DEFAULT_REGION, S3_ACCESS_KEY_VARIABLE, S3_SECRET_KEY_VARIABLE } from './objectAccess.ts';
import { type OutputOptions, type ProfileOptions, withFormat, withProfile } from './options.ts';
import { openServedBucket, type ServedBucket } from './servedBucket.ts';
import { PASSWORD_VARIABLE } from './targets.ts';
import { integerValue } from './values.ts';

type ServeOptions = OutputOptions &
  ProfileOptions & {
    readonly host: string;
    readonly port: number;
    readonly backends: number;
    readonly mutant?: string;
    readonly auth: Account['plugin'];
    readonly tlsKey?: string;
    readonly tlsCert?: string;
    readonly sharedData?: true;
    readonly s3Endpoint?: string;
    readonly s3Bucket: string;
    readonly s3Region: string;
    readonly s3Style: 'path' | 'virtual';
    readonly s3Port?: number;
    readonly dataDir?: string;
  };

const plugins = ['mysql_native_password', 'caching_sha2_password'] as const;

const DEFAULT_PORT = 9030;
/** Room for three replicas and one to spare. */
const DEFAULT_BACKENDS = 4;
const DISK_BYTES = 1_099_511_627_776;

/** `serve`: the reference behind the MySQL protocol, until the process is asked to end. */
export function addServe(program: Command, context: Context): void {
  const command = program
    .command('serve')
    .description(`put the reference behind the MySQL protocol; ${PASSWORD_VARIABLE} is the password of root`)
    .option('--host <host>', 'where to listen', '127.0.0.1')
    .option('--port <port>', 'where to listen; 0 takes a free one', integerValue('--port', 0, 65_535), DEFAULT_PORT)
    .option('--backends <n>', 'backends at the start', integerValue('--backends', 1, 64), DEFAULT_BACKENDS)
    .option('--mutant <name>', 'plant this fault')
    .addOption(new Option('--auth <plugin>', 'how clients prove the password').choices(plugins).default(plugins[0]))
    .option('--tls-key <file>', 'offer TLS with this private key (PEM)')
    .option('--tls-cert <file>', 'the certificate of that key (PEM)')
    .option('--shared-data', 'the cluster keeps its data in a bucket instead of on backends')
    .option(
      '--s3-endpoint <url>',
      `keep objects in a bucket there; ${S3_ACCESS_KEY_VARIABLE} and ${S3_SECRET_KEY_VARIABLE} are its keys`,
    )
    .option('--s3-bucket <name>', 'the bucket', DEFAULT_BUCKET)
    .option('--s3-region <name>', 'the region that is signed', DEFAULT_REGION)
    .addOption(new Option('--s3-style <style>', 'how the bucket is named').choices(['path', 'virtual']).default('path'))
    .option(
      '--s3-port <port>',
      'offer the bucket, which is in memory then, by S3 on this port; 0 takes a free one',
      integerValue('--s3-port', 0, 65_535),
    )
    .option('--data-dir <folder>', 'where clusters with shared data outlive the process');
  withFormat(withProfile(command)).action(async (options: ServeOptions) =>
    context.exitWith(await serveUntilAsked(options, context)),
  );
}

async function serveUntilAsked(options: ServeOptions, context: Context): Promise<number> {
  const { format, mutant, profile, dataDir } = options;
  const bucket = await openServedBucket(options, context.env);
  try {
    const chosen = serverOptions(options, context, bucket);
    const { serve } = await import('../adapters/server/serve.ts');
    const server = await listening(() => serve(chosen), options);
    const asked = askedToEnd();
    const { host, port } = server;
    const url = `mysql://root@${host.includes(':') ? `[${host}]` : host}:${port}/`;
    const s3 = bucket?.endpoint === undefined ? null : { endpoint: bucket.endpoint, bucket: bucket.home.bucket };
    const document = { host, port, url, profile: profile.name, mutant: mutant ?? null, s3, dataDir: dataDir ?? null };
    const where = s3 === null ? '' : `, objects in the bucket ${s3.bucket} at ${s3.endpoint}`;
    print(context, format, document, () => `listening on ${url}${where}`);
    await asked;
    await server.close();
    return exits.conforms;
  } finally {
    await bucket?.close();
  }
}

function serverOptions(options: ServeOptions, { env }: Context, bucket: ServedBucket | undefined): ServerOptions {
  const { host, port, profile, backends, mutant, auth, sharedData, s3Bucket, dataDir } = options;
  const tls = tlsOf(options);
  const password = env[PASSWORD_VARIABLE] ?? '';
  const planted = mutant === undefined ? undefined : namedAmong('mutant', mutant, mutants);
  return {
    host,
    port,
    profile,
    rules: planted?.rules ?? referenceRules,
    ...(planted?.snapshotRules === undefined ? {} : { snapshotRules: planted.snapshotRules }),
    ...(planted?.restoreFileRules === undefined ? {} : { restoreFileRules: planted.restoreFileRules }),
    topology: sharedData === true ? sharedTopology(bucket?.home.bucket ?? s3Bucket) : topologyOf(backends),
    accounts: [{ user: 'root', password, plugin: auth }],
    ...(tls === undefined ? {} : { tls }),
    ...(bucket === undefined ? {} : { objects: bucket.home }),
    ...(dataDir === undefined ? {} : { dataDirectory: dataDir }),
  };
}

/** Key and certificate as PEM texts; one without the other is of no use. */
function tlsOf({ tlsKey, tlsCert }: ServeOptions): ServerOptions['tls'] {
  if (tlsKey === undefined && tlsCert === undefined) return undefined;
  if (tlsKey === undefined || tlsCert === undefined) {
    throw new ConfigurationError('TLS needs both --tls-key and --tls-cert');
  }
  return { key: pemIn(tlsKey), cert: pemIn(tlsCert) };
}

function pemIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`${path} cannot be read: ${messageOf(error)}. Expected a PEM file.`, error);
  }
}

function topologyOf(backends: number): Topology {
  const disks = [{ medium: 'HDD', totalBytes: DISK_BYTES }] as const;
  return { backends: Array.from({ length: backends }, (_, nth) => ({ name: `b${nth + 1}`, disks })) };
}

/** A leader with two followers, and three compute nodes. */
function sharedTopology(bucket: string): Topology {
  const nodes = (start: string) => [1, 2, 3].map((nth) => `${start}${nth}`);
  const volumes = [{ name: 'builtin_storage_volume', location: `s3://${bucket}/cluster` }];
  return { backends: [], sharedData: { volumes, frontends: nodes('fe'), computeNodes: nodes('cn') } };
}

async function listening<Server>(start: () => Promise<Server>, { host, port }: ServeOptions): Promise<Server> {
  try {
    return await start();
  } catch (error) {
    if (error instanceof Error && knownFailures.includes(error.name))
      throw new ConfigurationError(error.message, error);
    // What the operating system refuses has a code; anything else is a defect.
    if (codeOf(error) === undefined) throw error;
    const why = `cannot listen on ${host}:${port}: ${messageOf(error)}. Choose another --host or --port.`;
    throw new ConfigurationError(why, error);
  }
}

/** What a server says when it cannot go on with its data, or the store does not work. */
const knownFailures: readonly string[] = ['JournalError', 'OccupiedBucketError', 'ObjectStoreError'];

/** Settles when the process is asked to end. */
function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
