/** @returns whether it is on the clipboard; a page that is not served securely, or is not in front, may not write there */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
