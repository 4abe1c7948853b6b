import { defineConfig } from 'prisma/config';

// generate, validate and format never start the schema engine, yet look for it; do not let them download it
const needsEngine = process.argv.some((word) => ['migrate', 'db'].includes(word));
if (!needsEngine) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: '../prisma/schema',
  migrations: { path: '../prisma/migrations' },
});
