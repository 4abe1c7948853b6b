/** Why the database cannot start, in one sentence for the person at the keyboard: print the message and exit with 1. */
export class StartRefused extends Error {
  override readonly name: string = 'StartRefused';
}

/** A living Ruggine already works in this data folder. */
export class DataFolderInUse extends StartRefused {
  override readonly name = 'DataFolderInUse';
}

/** The data folder cannot be read, written or made. */
export class DataFolderUnusable extends StartRefused {
  override readonly name = 'DataFolderUnusable';
}

/** The embedded Postgres does not run on this machine or with this data. */
export class PostgresUnusable extends StartRefused {
  override readonly name = 'PostgresUnusable';
}

/** The system's own word for what went wrong, e.g. EACCES; empty for anything else. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
