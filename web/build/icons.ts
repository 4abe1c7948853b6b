import sharp from 'sharp';

/** Platforms that install the app want pixels. Run by hand after changing a drawing; the results are committed. */
const DRAWINGS = [
  { from: 'favicon.svg', to: 'icons/icon-192.png', size: 192 },
  { from: 'favicon.svg', to: 'icons/icon-512.png', size: 512 },
  { from: 'icons/maskable.svg', to: 'icons/maskable-512.png', size: 512 },
  { from: 'icons/maskable.svg', to: 'icons/apple-touch-180.png', size: 180 },
];

const folder = new URL('../public/', import.meta.url);

for (const { from, to, size } of DRAWINGS) {
  await sharp(new URL(from, folder).pathname, { density: (72 * size) / 64 })
    .resize(size)
    .png({ compressionLevel: 9, palette: true })
    .toFile(new URL(to, folder).pathname);
}
