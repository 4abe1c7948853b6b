/** Storage can be barred (private windows, strict settings): then nothing is kept and nothing breaks. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(`ruggine:${name}`);
  } catch {
    return null;
  }
}

export function writeStored(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`ruggine:${name}`);
    else localStorage.setItem(`ruggine:${name}`, value);
  } catch {
    // See above.
  }
}
