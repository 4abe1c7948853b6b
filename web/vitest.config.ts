import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vite.config.ts';

export default mergeConfig(
  base,
  defineConfig({
    test: {
      include: ['src/**/*.test.ts'],
      clearMocks: true,
      // Style sheets are empty to tests, but for the one whose colours are tested.
      css: { include: [/tokens\.css/] },
    },
  }),
);
