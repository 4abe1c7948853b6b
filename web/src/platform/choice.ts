import { shallowRef } from 'vue';
import type { Ref } from 'vue';
import { readStored, writeStored } from './storage.ts';

/** A choice of this device, kept on it: the value, and the verb that changes it. */
export function choice<Value extends string>(
  name: string,
  values: readonly Value[],
  otherwise: NoInfer<Value>,
): [Readonly<Ref<Value>>, (next: Value) => void] {
  const stored = readStored(name);
  const chosen: Ref<Value> = shallowRef(values.find((value) => value === stored) ?? otherwise);
  const choose = (next: Value) => {
    chosen.value = next;
    writeStored(name, next === otherwise ? null : next);
  };
  return [chosen, choose];
}
