import { useRouter } from 'vue-router';
import type { RouteLocationRaw } from 'vue-router';

/** Back to a page above this one: by the history when one came from there, so that the phone's own button agrees. */
export function useWayBack(parent: () => RouteLocationRaw) {
  const router = useRouter();
  return () => {
    const above = router.resolve(parent()).fullPath;
    if (history.state?.back === above) router.back();
    else void router.replace(above);
  };
}
