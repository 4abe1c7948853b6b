/** What Postgres is told on its command line, so that a new version of ours brings its settings along. */
export interface Settings {
  readonly socketFolder: string;
  /** Also the name of the socket. Reached over TCP only when the caller asked for a port. */
  readonly port: number;
  readonly overTcp: boolean;
  /** False only where losing everything on a power cut is fine, as in tests. */
  readonly durable: boolean;
}

export function commandLine(settings: Settings): string[] {
  const kept = settings.durable ? 'on' : 'off';
  const values = {
    port: String(settings.port),
    listen_addresses: settings.overTcp ? '127.0.0.1' : '',
    unix_socket_directories: settings.socketFolder,
    unix_socket_permissions: '0700',
    cluster_name: 'ruggine',
    max_connections: '100',
    fsync: kept,
    synchronous_commit: kept,
    full_page_writes: kept,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Queries are small and many; compiling them costs more than it saves.
    jit: 'off',
    // What people write must not reach the log: an error's statement and detail would quote it. Clients get both.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length_on_error: '0',
    log_checkpoints: 'off',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
