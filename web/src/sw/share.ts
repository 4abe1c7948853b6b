import { SHARED, SHARED_FILES, SHARED_WORDS } from '../lib/shared-names.ts';

/** More than these nobody shares at once, and the disk is not ours alone. */
const FILES = 20;

/** Keeps what another app shares until somebody has picked the chat, and shows the page where one does. */
export async function takeShared({ request }: { request: Request }): Promise<Response> {
  const form = await request.formData();
  await caches.delete(SHARED);
  const cache = await caches.open(SHARED);
  const words = Object.fromEntries(['title', 'text', 'url'].map((name) => [name, form.get(name)]));
  await cache.put(SHARED_WORDS, Response.json(words));
  const files = form.getAll('files').filter((entry) => entry instanceof File);
  for (const [place, file] of files.slice(0, FILES).entries()) {
    const headers = { 'content-type': file.type, 'x-name': encodeURIComponent(file.name) };
    await cache.put(`${SHARED_FILES}${place}`, new Response(file, { headers }));
  }
  return Response.redirect('/share', 303);
}
