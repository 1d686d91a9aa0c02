export { startMysqlServer } from './server.ts';
export type {
  Account,
  Cell,
  Column,
  ColumnType,
  MysqlServer,
  Param,
  Reply,
  ServerOptions,
  SqlSession,
} from './types.ts';
