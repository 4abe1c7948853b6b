import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    globalSetup: ['global-setup.ts'],
    // Every file drives browsers of its own; more than one at a time would measure the machine.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A page that starts anew on a busy machine takes longer than the usual second.
    expect: { poll: { timeout: 20_000 } },
  },
});
