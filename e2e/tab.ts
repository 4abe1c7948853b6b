/** A page in some browser, driven by the little that all engines can do. */
export interface Tab {
  goto(address: string): Promise<void>;
  /** Runs a function in the page; what it gets and gives is JSON, and it knows nothing of what stands around it here. */
  run<Given, Answer>(work: (given: Given) => Answer | Promise<Answer>, given: Given): Promise<Answer>;
  close(): Promise<void>;
}
