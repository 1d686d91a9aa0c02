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
import { type OutputOptions, type ProfileOptions, withFormat, withProfile } from './options.ts';
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
    .option('--tls-cert <file>', 'the certificate of that key (PEM)');
  withFormat(withProfile(command)).action(async (options: ServeOptions) =>
    context.exitWith(await serveUntilAsked(options, context)),
  );
}

async function serveUntilAsked(options: ServeOptions, context: Context): Promise<number> {
  const { format, mutant, profile } = options;
  const chosen = serverOptions(options, context);
  const { serve } = await import('../adapters/server/serve.ts');
  const server = await listening(() => serve(chosen), options);
  const asked = askedToEnd();
  const { host, port } = server;
  const url = `mysql://root@${host.includes(':') ? `[${host}]` : host}:${port}/`;
  const document = { host, port, url, profile: profile.name, mutant: mutant ?? null };
  print(context, format, document, () => `listening on ${url}`);
  await asked;
  await server.close();
  return exits.conforms;
}

function serverOptions(options: ServeOptions, { env }: Context): ServerOptions {
  const { host, port, profile, backends, mutant, auth } = options;
  const tls = tlsOf(options);
  const password = env[PASSWORD_VARIABLE] ?? '';
  return {
    host,
    port,
    profile,
    rules: mutant === undefined ? referenceRules : namedAmong('mutant', mutant, mutants).rules,
    topology: topologyOf(backends),
    accounts: [{ user: 'root', password, plugin: auth }],
    ...(tls === undefined ? {} : { tls }),
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

async function listening<Server>(start: () => Promise<Server>, { host, port }: ServeOptions): Promise<Server> {
  try {
    return await start();
  } catch (error) {
    // What the operating system refuses has a code; anything else is a defect.
    if (codeOf(error) === undefined) throw error;
    const why = `cannot listen on ${host}:${port}: ${messageOf(error)}. Choose another --host or --port.`;
    throw new ConfigurationError(why, error);
  }
}

/** Settles when the process is asked to end. */
function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
