/** `npm start`: installs and builds what is missing, then runs the server until it is told to stop. */
import { command, NODE } from './machine.mjs';
import { prepare } from './preparation.mjs';
import { serve } from './serving.mjs';

await command(async () => {
  await prepare();
  process.exitCode = await serve([NODE, 'api/src/main.ts']);
});
