import type { ManifestOptions } from 'vite-plugin-pwa';

export const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: 'Ruggine',
  short_name: 'Ruggine',
  description: 'A messenger people can host themselves and trust.',
  lang: 'en',
  dir: 'ltr',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  display_override: ['standalone', 'minimal-ui'],
  categories: ['social', 'communication'],
  theme_color: '#fefcf9',
  background_color: '#faf6f1',
  launch_handler: { client_mode: 'navigate-existing' },
  icons: [
    { src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    { src: '/icons/monochrome.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'monochrome' },
  ],
  shortcuts: [
    { name: 'New chat', short_name: 'New chat', url: '/new', icons: [shortcutIcon('new-chat')] },
    { name: 'Search', short_name: 'Search', url: '/search', icons: [shortcutIcon('search')] },
    { name: 'Invitations', short_name: 'Invitations', url: '/invitations', icons: [shortcutIcon('invitations')] },
  ],
  share_target: {
    action: '/share',
    method: 'POST',
    enctype: 'multipart/form-data',
    params: { title: 'title', text: 'text', url: 'url', files: [{ name: 'files', accept: ['*/*'] }] },
  },
  protocol_handlers: [{ protocol: 'web+ruggine', url: '/open?link=%s' }],
  screenshots: [
    {
      src: '/screenshots/phone.png',
      sizes: '780x1688',
      type: 'image/png',
      form_factor: 'narrow',
      label: 'A conversation on a phone',
    },
    {
      src: '/screenshots/desktop.png',
      sizes: '1440x900',
      type: 'image/png',
      form_factor: 'wide',
      label: 'Chats and a conversation side by side',
    },
  ],
};

function shortcutIcon(name: string) {
  return { src: `/icons/shortcut-${name}.png`, sizes: '96x96', type: 'image/png' };
}
