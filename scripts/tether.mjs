/** Loaded into the server ahead of its own code: tells it to stop when the process that started it is gone. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening alone must not keep a server up that has nothing left to do.
process.channel?.unref();
