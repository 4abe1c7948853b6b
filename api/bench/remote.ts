import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What another process can be asked to do. Arguments and answers travel as JSON. */
type Verbs = Readonly<Record<string, (argument: never) => unknown>>;

export type Remote<V extends Verbs> = Readonly<{
  process: ChildProcess;
  ask<K extends keyof V & string>(verb: K, ...argument: Parameters<V[K]>): Promise<Awaited<ReturnType<V[K]>>>;
  /** Ends it politely, or at once with SIGKILL. */
  end(signal?: NodeJS.Signals): Promise<void>;
}>;

type Options = Readonly<{
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Flags of node itself. */
  flags?: readonly string[];
  /** Takes what the process writes. */
  journal: string;
}>;

/** Starts a module as a process of its own, so that its memory and CPU are its own. */
export function start<V extends Verbs>(module: URL, { args = [], env = {}, flags = [], journal }: Options): Remote<V> {
  const out = openSync(journal, 'a');
  const child = fork(fileURLToPath(module), args, {
    env: { ...process.env, ...env },
    execArgv: [...flags],
    stdio: ['ignore', out, out, 'ipc'],
  });
  let asked = 0;
  const waiting = new Map<number, PromiseWithResolvers<never>>();
  child.on('message', (text) => {
    const { id, value, error } = JSON.parse(String(text));
    const { resolve, reject } = waiting.get(id) ?? Promise.withResolvers();
    waiting.delete(id);
    if (error === undefined) resolve(value);
    else reject(new Error(error));
  });
  child.once('exit', (code, signal) => {
    const reason = new Error(`${module.pathname} ended (${signal ?? code}); its words are in ${journal}`);
    for (const { reject } of waiting.values()) reject(reason);
  });
  return {
    process: child,
    ask(verb, ...argument) {
      const answer = Promise.withResolvers<never>();
      waiting.set(++asked, answer);
      child.send(JSON.stringify({ id: asked, verb, argument: argument[0] }));
      return answer.promise;
    },
    async end(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill(signal);
      await exit;
    },
  };
}

/** The other side: does what the parent asks for, and goes when the parent is gone. */
export function obey(verbs: Verbs): void {
  const known = new Map<string, (argument: never) => unknown>(Object.entries(verbs));
  process.on('message', async (text) => {
    const { id, verb, argument } = JSON.parse(String(text));
    const work = known.get(verb);
    if (!work) return;
    try {
      process.send?.(JSON.stringify({ id, value: (await Reflect.apply(work, null, [argument])) ?? null }));
    } catch (error) {
      console.error(error);
      process.send?.(JSON.stringify({ id, error: error instanceof Error ? error.message : String(error) }));
    }
  });
  process.once('disconnect', () => process.exit());
}
