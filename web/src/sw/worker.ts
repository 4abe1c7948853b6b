declare const self: ServiceWorkerGlobalScope;

/** The service worker itself. */
export const worker = self;

/** TypeScript's library leaves it out: not all browsers have it. */
export interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

/** Fields that browsers know and the standard has not settled. */
export interface RichOptions extends NotificationOptions {
  readonly renotify?: boolean;
  readonly actions?: readonly { action: string; title: string; type?: 'text' | 'button'; placeholder?: string }[];
}
