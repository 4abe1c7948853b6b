/** `pnpm cluster`: prepares like `npm start`, then runs three nodes, Redis, Postgres and a proxy until told to stop. */
import { command, NODE } from './machine.mjs';
import { prepare } from './preparation.mjs';
import { serve } from './serving.mjs';

await command(async () => {
  const words = process.argv.slice(2);
  if (!words.includes('--roll')) await prepare();
  process.exitCode = await serve([NODE, 'api/cluster/main.ts', ...words]);
});
