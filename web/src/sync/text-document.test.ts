import { parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { Events } from './documents/events.ts';
import { Snapshot } from './documents/overview.ts';
import { textOf } from './graphql.ts';
import { writeDocument } from './text-document.ts';

it('sends every fragment once, also one that others hold, and no word for the type checker', () => {
  const person = writeDocument('fragment P on User @_unmask { id }');
  const message = writeDocument('fragment M on Message @_unmask { sender { ...P } }', [person]);
  const { loc } = writeDocument(
    `
      query Q {
        me { ...P }
        last { ...M }
      }
    `,
    [message, person],
  );
  expect(loc.source.body.split('\n')).toEqual([
    'query Q { me { ...P } last { ...M } }',
    'fragment M on Message { sender { ...P } }',
    'fragment P on User { id }',
  ]);
});

it.each([Events, Snapshot])('is GraphQL, with each fragment that it names', (document) => {
  const text = textOf(document);
  const tree = parse(text);
  const named = new Set([...text.matchAll(/\.\.\.\s*(\w+Fields|\w+Page)/g)].map(([, name]) => name));
  const held = tree.definitions.flatMap((each) => (each.kind === 'FragmentDefinition' ? [each.name.value] : []));
  expect(held.toSorted()).toEqual([...named].toSorted());
  expect(print(tree)).not.toContain('_unmask');
});
