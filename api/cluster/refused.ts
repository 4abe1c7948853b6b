/** Why the cluster cannot start or go on, in one sentence for the person at the keyboard. */
export class ClusterRefused extends Error {
  override readonly name = 'ClusterRefused';
}
