import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** Platforms that install the app want pixels. Run by hand after changing a drawing; the results are committed. */
const DRAWINGS = [
  { from: 'favicon.svg', to: 'icons/icon-192.png', size: 192 },
  { from: 'favicon.svg', to: 'icons/icon-512.png', size: 512 },
  { from: 'icons/maskable.svg', to: 'icons/maskable-512.png', size: 512 },
  { from: 'icons/maskable.svg', to: 'icons/apple-touch-180.png', size: 180 },
  // Beside the clock of a phone, in whatever colour it likes.
  { from: 'icons/monochrome.svg', to: 'icons/badge-96.png', size: 96 },
];

/** For the menu of the installed app's icon: glyphs of lucide, in rust on paper. */
const SHORTCUTS = { 'new-chat': 'message-circle-plus', search: 'search', invitations: 'mail' };
const SHORTCUT_PX = 96;

const folder = new URL('../public/', import.meta.url);

for (const { from, to, size } of DRAWINGS) {
  await sharp(new URL(from, folder).pathname, { density: (72 * size) / 64 })
    .resize(size)
    .png({ compressionLevel: 9, palette: true })
    .toFile(new URL(to, folder).pathname);
}

const lucide = fileURLToPath(import.meta.resolve('@iconify-json/lucide/icons.json'));
const { icons }: { icons: Record<string, { body: string }> } = JSON.parse(await readFile(lucide, 'utf8'));

for (const [name, glyph] of Object.entries(SHORTCUTS)) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" color="#a4421d">
    <circle cx="24" cy="24" r="24" fill="#faf6f1"/><g transform="translate(12 12)">${icons[glyph]?.body ?? ''}</g></svg>`;
  await sharp(Buffer.from(svg), { density: 144 })
    .resize(SHORTCUT_PX)
    .png({ compressionLevel: 9, palette: true })
    .toFile(new URL(`icons/shortcut-${name}.png`, folder).pathname);
}
