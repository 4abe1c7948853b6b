/** Keys as people say them: "Mod+K", "Alt+Shift+ArrowDown", "F6", "Space". Mod is Cmd on a Mac and Ctrl elsewhere. */
export type Keystroke = string;

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

export function isPressed(keystroke: Keystroke, press: Press, mac: boolean): boolean {
  const { key, held } = parse(keystroke);
  if (!isKey(key, press)) return false;
  const wants = (modifier: string) => held.includes(modifier);
  const ctrl = wants('Ctrl') || (wants('Mod') && !mac);
  const meta = wants('Mod') && mac;
  if (press.ctrlKey !== ctrl || press.metaKey !== meta || press.altKey !== wants('Alt')) return false;
  // Where a sign is on the keyboard differs: on some it takes Shift.
  return isSign(key) || press.shiftKey === wants('Shift');
}

/** What is printed on the keys. */
export function keyCaps(keystroke: Keystroke, mac: boolean): string[] {
  const { key, held } = parse(keystroke);
  const caps = mac ? MAC_CAPS : CAPS;
  return [...held, key].map((each) => caps[each] ?? SHARED_CAPS[each] ?? each);
}

const SHARED_CAPS: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
};
const CAPS: Record<string, string> = { Mod: 'Ctrl' };
const MAC_CAPS: Record<string, string> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧' };

function parse(keystroke: Keystroke): { key: string; held: string[] } {
  const held = keystroke.split('+');
  return { key: held.pop() ?? '', held };
}

function isKey(key: string, press: Press): boolean {
  if (press.key.toLowerCase() === key.toLowerCase()) return true;
  if (key === 'Space') return press.key === ' ';
  // Under another alphabet the key is where it always was.
  return isLetter(key) && !/^[a-z]$/i.test(press.key) && press.code === `Key${key}`;
}

function isLetter(key: string): boolean {
  return /^[A-Z]$/.test(key);
}

function isSign(key: string): boolean {
  return key.length === 1 && !isLetter(key);
}
