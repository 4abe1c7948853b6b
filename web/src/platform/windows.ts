/** The windows of one browser share its session cookie: when one of them signs in or out, the others must not go on as they were. */
const channel = new BroadcastChannel('ruggine:session');

export function tellOtherWindows(): void {
  channel.postMessage('changed');
}

export function onOtherWindow(run: () => void): void {
  channel.addEventListener('message', run);
}
