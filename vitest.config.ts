import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{model,properties,adapters,fixtures,reports,cli,bench,tools}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['tools/test-setup.ts'],
    retry: 0,
    // By default one processor is left idle, which on two of them is half of the time.
    maxWorkers: '100%',
  },
});
