import { createRouter, createWebHistory } from 'vue-router';
import type { RouteLocationNormalized } from 'vue-router';
import { phase } from './sync/engine.ts';
import ShellPage from './pages/ShellPage.vue';
import WelcomePage from './pages/WelcomePage.vue';

declare module 'vue-router' {
  interface RouteMeta {
    /** For people who are not signed in. */
    guest?: true;
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/login', name: 'login', component: () => import('./pages/LogInPage.vue'), meta: { guest: true } },
    { path: '/register', name: 'register', component: () => import('./pages/RegisterPage.vue'), meta: { guest: true } },
    {
      path: '/',
      component: ShellPage,
      children: [
        { path: '', name: 'chats', component: WelcomePage },
        { path: 'chats/:chatId', name: 'chat', component: () => import('./pages/ChatPage.vue'), props: true },
        {
          path: 'chats/:chatId/details',
          name: 'details',
          component: () => import('./pages/DetailsPage.vue'),
          props: true,
        },
        {
          path: 'chats/:chatId/invite',
          name: 'invite',
          component: () => import('./pages/InvitePage.vue'),
          props: true,
        },
        { path: 'new', name: 'new-chat', component: () => import('./pages/NewChatPage.vue') },
        { path: 'new/group', name: 'new-group', component: () => import('./pages/NewGroupPage.vue') },
        { path: 'invitations', name: 'inbox', component: () => import('./pages/InboxPage.vue') },
        { path: 'invitations/sent', name: 'sent', component: () => import('./pages/SentPage.vue') },
        { path: 'account', name: 'account', component: () => import('./pages/AccountPage.vue') },
        { path: ':rest(.*)*', name: 'not-found', component: () => import('./pages/NotFoundPage.vue') },
      ],
    },
  ],
});

router.beforeEach((to) => gate(to));

// After an update the old version's pages are gone from the server: arriving there by a full load brings the new ones.
router.onError((_error, to, from) => {
  if (from.matched.length > 0) location.assign(to.fullPath);
});

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
