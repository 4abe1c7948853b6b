// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { beforeEach, expect, it } from 'vitest';
import { defineComponent } from 'vue';
import { i18n } from '../../locales/i18n.ts';
import type { Refusal } from '../../sync/acts.ts';
import { forgetEverything, replica } from '../../sync/replica.ts';
import { useAnswers } from './use-answers.ts';

beforeEach(() => forgetEverything(replica));

function keepAnswer(refusal: Refusal | null): void {
  const act = { kind: 'accept', chatId: 'hikers', invitationId: 'i1' } as const;
  replica.acts.value = [{ order: 1, id: 'accept:i1', act, at: 0, refusal }];
}

function busyOnes(): string[] {
  const list = defineComponent({ setup: () => useAnswers(), render: () => null });
  return [...mount(list, { global: { plugins: [i18n] } }).vm.busy];
}

it('an invitation is busy while its answer waits for the server', () => {
  keepAnswer(null);
  expect(busyOnes()).toEqual(['i1']);
});

it('one may answer again what the server would not have', () => {
  keepAnswer({ why: 'server' });
  expect(busyOnes()).toEqual([]);
});
