/** Folders and files of src/ that the first screen needs, besides what the entry itself holds. */
const SHELL =
  /src\/(sync|lib|locales|platform|ui|features\/(user|chat|session\/(use-session|documents)|invitation\/(use-invitations|documents|InboxButton)))/;
const FRAME = /node_modules\/(\.pnpm\/)?(@?vue|@intlify|@urql|@0no-co|graphql-ws|wonka|uuid)/;
const CONVERSATION = /src\/features\/message|node_modules\/.*virtua/;

/**
 * Few files, each fetched for a reason: what every screen needs in two (one of which changes only with its libraries),
 * the conversation in a third, and a small one for each other page.
 */
export const chunks = [
  { name: 'frame', test: (id: string) => FRAME.test(id), priority: 3 },
  { name: 'shell', test: (id: string) => SHELL.test(id) && !id.includes('platform/service-worker'), priority: 2 },
  { name: 'conversation', test: (id: string) => CONVERSATION.test(id), priority: 1 },
];
