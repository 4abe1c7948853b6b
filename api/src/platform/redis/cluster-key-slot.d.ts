/** The package comes without types. */
declare module 'cluster-key-slot' {
  /** @returns the slot of a Redis Cluster that a key or channel belongs to */
  export default function calculateSlot(name: string): number;
}
