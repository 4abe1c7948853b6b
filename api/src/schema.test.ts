import { readFileSync } from 'node:fs';
import { isEnumType, isInputObjectType, isInterfaceType, isIntrospectionType, isObjectType } from 'graphql';
import { isSpecifiedScalarType, lexicographicSortSchema, printSchema, type GraphQLNamedType } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from './schema.ts';

type Described = Readonly<{ description?: string | null | undefined }>;
type Part = readonly [path: string, part: Described];

it('is what schema.graphql says', () => {
  const printed = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
  expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(printed);
});

it('describes every type, field, argument and value with more than its name', () => {
  const parts = Object.values(schema.getTypeMap()).filter(isOurs).flatMap(partsOf);
  expect(parts.length).toBeGreaterThan(300);
  expect(parts.filter(([path, { description }]) => saysNothing(path, description ?? '')).map(([path]) => path)).toEqual(
    [],
  );
});

it('says of everything that can fail how: each mutation answers with a result that clients must tell apart', () => {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  expect(mutations.map(({ type }) => String(type))).toEqual(mutations.map(({ name }) => `${capital(name)}Result!`));
  expect(mutations.filter(({ args }) => args.some(({ name }) => name !== 'input'))).toEqual([]);
});

function isOurs(type: GraphQLNamedType): boolean {
  return !isIntrospectionType(type) && !isSpecifiedScalarType(type);
}

function partsOf(type: GraphQLNamedType): Part[] {
  const own: Part = [type.name, type];
  if (isEnumType(type)) return [own, ...type.getValues().map((value): Part => [`${type.name}.${value.name}`, value])];
  if (isInputObjectType(type))
    return [own, ...Object.values(type.getFields()).map((field): Part => [`${type.name}.${field.name}`, field])];
  if (!isObjectType(type) && !isInterfaceType(type)) return [own];
  const fields = Object.values(type.getFields());
  const args = fields.flatMap((field) =>
    field.args.map((arg): Part => [`${type.name}.${field.name}(${arg.name})`, arg]),
  );
  return [own, ...fields.map((field): Part => [`${type.name}.${field.name}`, field]), ...args];
}

/** "The id." says nothing of User.id that the name does not. */
function saysNothing(path: string, description: string): boolean {
  const [name = path] = /\w+(?=\)?$)/.exec(path) ?? [];
  const known = new Set([...words(name), 'the', 'a', 'an', 'of', 'this', 'its']);
  return words(description).every((word) => known.has(word));
}

function words(text: string): string[] {
  return (
    text
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .match(/[a-z]+/g) ?? []
  );
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
