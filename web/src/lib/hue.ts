/** A hue of 0 to 359 that is always the same for an id and spreads neighbouring ids apart (FNV-1a). */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const unit of id) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
  // The low bits of FNV move least between ids that differ in the last character: fold the high ones in.
  return ((hash ^ (hash >>> 15)) >>> 0) % 360;
}
