const OURS = /\/web\/src\//;
const FRAME = /node_modules\/(\.pnpm\/)?(@?vue|@intlify|virtua)/;
/** The device's database. */
const STORE = /src\/sync\/(store|keeping)|node_modules\/(\.pnpm\/)?dexie/;
/** What talks with the server. What urql does is for the pages that use it. */
const LINE = /src\/sync\/(?!use-list|search)|node_modules\/(\.pnpm\/)?(graphql-ws|uuid)/;
const NOTICE = /src\/ui\/UiNotice/;
const CONVERSATION = /src\/features\/message|node_modules\/.*virtua/;

/**
 * Few files, each fetched for a reason: what the first screen needs in two (one of which changes only with its libraries),
 * the conversation in a third, and a small one for each other page. `$initial` is what the entry imports without asking.
 */
export const chunks = [
  { name: 'frame', test: (id: string) => FRAME.test(id), tags: ['$initial' as const], priority: 3 },
  { name: 'shell', test: (id: string) => OURS.test(id), tags: ['$initial' as const], priority: 2 },
  { name: 'store', test: (id: string) => STORE.test(id), priority: 1.7 },
  { name: 'line', test: (id: string) => LINE.test(id), priority: 1.5 },
  // Shared by the doors and the conversation; on its own, or guests would load all of the latter for it.
  { name: 'notice', test: (id: string) => NOTICE.test(id), priority: 1.2 },
  { name: 'conversation', test: (id: string) => CONVERSATION.test(id), priority: 1 },
];
