/** Holds up who comes while it is shut. Open in the beginning. */
export type Gate = Readonly<{
  isOpen(): boolean;
  shut(): void;
  open(): void;
  /** Resolves at once, or when it is opened. For one who waits. */
  passed(): Promise<void>;
}>;

export function createGate(): Gate {
  let isOpen = true;
  let letIn = () => {};
  return {
    isOpen: () => isOpen,
    shut: () => void (isOpen = false),
    open() {
      isOpen = true;
      letIn();
    },
    passed: () => (isOpen ? Promise.resolve() : new Promise((resolve) => (letIn = resolve))),
  };
}
