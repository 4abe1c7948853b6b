import { watch } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import type { RouteLocationNormalized } from 'vue-router';
import { pathOfLink } from './lib/link-path.ts';
import { idle } from './platform/idle.ts';
import { phase, settled } from './sync/phase.ts';
import { onPageMissing } from './pages/broken.ts';
import ShellPage from './pages/ShellPage.vue';
import { layWayBack } from './pages/use-way-back.ts';
import WelcomePage from './pages/WelcomePage.vue';

declare module 'vue-router' {
  interface RouteMeta {
    /** For people who are not signed in. */
    guest?: true;
  }
}

const chatPage = () => import('./pages/ChatPage.vue');

/** Nobody is to wait for it at the first chat they open: fetched and read once the list stands there and nothing else is to do. */
watch(
  () => phase.value.at === 'ready',
  () => idle(() => void chatPage().catch(() => {})),
  { once: true },
);

/** Only who has just arrived has no history here; a page that is loaded again has. */
const arriving = history.state === null;
const way = createWebHistory();

export const router = createRouter({
  history: way,
  routes: [
    { path: '/login', name: 'login', component: () => import('./pages/LogInPage.vue'), meta: { guest: true } },
    { path: '/register', name: 'register', component: () => import('./pages/RegisterPage.vue'), meta: { guest: true } },
    {
      path: '/',
      component: ShellPage,
      children: [
        { path: '', name: 'chats', component: WelcomePage },
        {
          path: 'chats/:chatId',
          name: 'chat',
          component: chatPage,
          props: true,
          meta: { parent: 'chats' },
        },
        {
          path: 'chats/:chatId/details',
          name: 'details',
          component: () => import('./pages/DetailsPage.vue'),
          props: true,
          meta: { parent: 'chat' },
        },
        {
          path: 'chats/:chatId/invite',
          name: 'invite',
          component: () => import('./pages/InvitePage.vue'),
          props: true,
          meta: { parent: 'details' },
        },
        {
          path: 'new',
          name: 'new-chat',
          component: () => import('./pages/NewChatPage.vue'),
          meta: { parent: 'chats' },
        },
        {
          path: 'new/group',
          name: 'new-group',
          component: () => import('./pages/NewGroupPage.vue'),
          meta: { parent: 'new-chat' },
        },
        {
          path: 'invitations',
          name: 'inbox',
          component: () => import('./pages/InboxPage.vue'),
          meta: { parent: 'chats' },
        },
        {
          path: 'invitations/sent',
          name: 'sent',
          component: () => import('./pages/SentPage.vue'),
          meta: { parent: 'chats' },
        },
        {
          path: 'account',
          name: 'account',
          component: () => import('./pages/AccountPage.vue'),
          meta: { parent: 'chats' },
        },
        {
          path: 'search',
          name: 'search',
          component: () => import('./pages/SearchPage.vue'),
          meta: { parent: 'chats', finds: true },
        },
        {
          path: 'account/storage',
          name: 'storage',
          component: () => import('./pages/StoragePage.vue'),
          meta: { parent: 'account' },
        },
        {
          path: 'account/notifications',
          name: 'notifications',
          component: () => import('./pages/NotificationsPage.vue'),
          meta: { parent: 'account' },
        },
        {
          path: 'share',
          name: 'share',
          component: () => import('./pages/SharePage.vue'),
          meta: { parent: 'chats' },
        },
        { path: 'open', redirect: ({ query }) => pathOfLink(query['link']) },
        { path: ':rest(.*)*', name: 'not-found', component: () => import('./pages/NotFoundPage.vue') },
      ],
    },
  ],
});

if (arriving) layWayBack(router, way);

router.beforeEach(async (to) => {
  // Wherever the list leads, more has to be here than the list.
  if (to.name !== 'chats') await settled();
  return gate(to);
});

router.onError((_error, to, from) => onPageMissing(to, from));

/** Guests see the two doors, everybody else what is behind them. While it is not known who is there, nobody moves. */
export function gate(to: RouteLocationNormalized) {
  const guest = to.meta.guest === true;
  if (phase.value.at === 'guest' && !guest) {
    const comesBack = to.path !== '/' && phase.value.because !== 'left';
    return { name: 'login', query: comesBack ? { next: to.fullPath } : {} };
  }
  if (phase.value.at === 'ready' && guest) return wayIn(to);
  return true;
}

/** Where somebody wanted to go before they were asked to sign in; only ever a place inside. */
function wayIn(to: RouteLocationNormalized): string {
  const { next } = to.query;
  return typeof next === 'string' && /^\/(?!\/)/.test(next) ? next : '/';
}
