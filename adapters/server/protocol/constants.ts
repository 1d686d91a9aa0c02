/** Capability flags of the handshake (MySQL client/server protocol, "Capabilities Flags"). */
export const Capability = {
  longPassword: 0x1,
  foundRows: 0x2,
  longFlag: 0x4,
  connectWithDb: 0x8,
  ignoreSpace: 0x100,
  protocol41: 0x200,
  interactive: 0x400,
  ssl: 0x800,
  transactions: 0x2000,
  secureConnection: 0x8000,
  multiResults: 0x20000,
  psMultiResults: 0x40000,
  pluginAuth: 0x80000,
  connectAttrs: 0x100000,
  pluginAuthLenencClientData: 0x200000,
  sessionTrack: 0x800000,
} as const;

/** First byte of a command packet (MySQL client/server protocol, "Command Phase"). */
export const Command = {
  quit: 0x01,
  initDb: 0x02,
  query: 0x03,
  fieldList: 0x04,
  ping: 0x0e,
  changeUser: 0x11,
  stmtPrepare: 0x16,
  stmtExecute: 0x17,
  stmtSendLongData: 0x18,
  stmtClose: 0x19,
  stmtReset: 0x1a,
  resetConnection: 0x1f,
} as const;

/** Type codes of columns and parameters (MySQL client/server protocol, "Field Types"). */
export const FieldType = {
  decimal: 0,
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  null: 6,
  timestamp: 7,
  longlong: 8,
  int24: 9,
  date: 10,
  time: 11,
  datetime: 12,
  year: 13,
  varchar: 15,
  bit: 16,
  vector: 242,
  json: 245,
  newDecimal: 246,
  enum: 247,
  set: 248,
  tinyBlob: 249,
  mediumBlob: 250,
  longBlob: 251,
  blob: 252,
  varString: 253,
  string: 254,
  geometry: 255,
} as const;

/** Collation ids of the wire: utf8mb4_general_ci, which every client knows, and binary. */
export const Collation = { utf8mb4: 45, binary: 63 } as const;

/** SERVER_STATUS_AUTOCOMMIT: the only status this library ever reports. */
export const STATUS_AUTOCOMMIT = 0x0002;

/** Largest payload of one wire packet, in bytes; a longer one goes on in the next packet. */
export const MAX_FRAGMENT_BYTES = 0xffffff;

/** Largest command a client may send, in bytes. Beyond it: error 1153. */
export const MAX_COMMAND_BYTES = 64 * 1024 * 1024;

/** Largest packet of a client that has not logged in yet, in bytes. */
export const MAX_LOGIN_BYTES = 64 * 1024;

/** Time a client has to log in, in milliseconds (MySQL's `connect_timeout`). */
export const LOGIN_TIMEOUT_MS = 10_000;

/** Statements one connection may hold prepared (MySQL's `max_prepared_stmt_count`). */
export const MAX_STATEMENTS = 16_382;
