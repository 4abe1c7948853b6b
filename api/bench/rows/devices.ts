/** How many devices one process holds. Fewer only while working on the bench. */
export const DEVICES = Number(process.env['BENCH_DEVICES'] ?? 10_000);

export const IN_WORDS = DEVICES.toLocaleString('en');
