import type { TestProject } from 'vitest/node';
import { startProduct } from './product.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the product that is under test answers. */
    origin: string;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { origin, end } = await startProduct();
  project.provide('origin', origin);
  return end;
}
