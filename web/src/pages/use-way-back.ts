import { useRouter } from 'vue-router';
import type { RouteLocationNormalized, RouteLocationRaw, Router, RouterHistory } from 'vue-router';
import { twoPanes } from '../platform/media.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** The name of the page above this one, where the way back leads. */
    parent?: string;
    /** A list of finds: whoever opens one comes back to them. */
    finds?: true;
  }
}

/** Back to a page above this one: by the history when one came from there, so that the phone's own button agrees. */
export function useWayBack(parent: () => RouteLocationRaw) {
  const router = useRouter();
  return () => {
    const above = router.resolve(parent()).fullPath;
    const from: unknown = history.state?.back;
    if (typeof from === 'string' && (from === above || leadsBack(router.resolve(from)))) router.back();
    else void router.replace(above);
  };
}

/** With the list always in view, back is where one was before; a door one came in by is not. */
function leadsBack({ meta }: Pick<RouteLocationNormalized, 'meta'>): boolean {
  return meta.finds === true || (twoPanes.value && meta.guest !== true);
}

/**
 * Who arrives in the middle of the app on a phone (by a link, a notification) finds the pages above it behind them, so
 * that the gesture for back goes up, as it does for everybody else. Before the router's first look at the address.
 */
export function layWayBack(router: Router, way: RouterHistory): void {
  if (twoPanes.value) return;
  const target = router.resolve(way.location);
  const [top, ...rest] = pathTo(target, router);
  if (top === undefined || rest.length === 0) return;
  way.replace(top);
  for (const path of rest) way.push(path);
}

/** The addresses from the list down to this page. */
function pathTo(target: ReturnType<Router['resolve']>, router: Router): string[] {
  const path = [target.fullPath];
  for (let name = target.meta.parent; name !== undefined;) {
    const above = router.resolve({ name, params: target.params });
    path.unshift(above.fullPath);
    name = above.meta.parent;
  }
  return path;
}
