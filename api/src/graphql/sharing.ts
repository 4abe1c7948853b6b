import {
  getNamedType,
  getOperationAST,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** A field that answers differently to different people carries this extension. Subscribers cannot share its answers. */
export const VIEWER_DEPENDENT = { viewerDependent: true } as const;

type Operation = Readonly<{ schema: GraphQLSchema; document: DocumentNode; operationName?: string | null | undefined }>;

/**
 * Whether the answer of a subscription to an item of the given type is the same for everybody: whether none of the fields
 * that it selects for that type is marked. What an interface or union may stand for counts in full.
 */
export function isShared({ schema, document, operationName }: Operation, typename: string): boolean {
  const fragments = fragmentsOf(document);
  const root = rootField({ document, operationName });
  const type = schema.getType(typename);
  if (!root?.selectionSet || !type) return false;
  return !touches(type, root.selectionSet);

  function touches(parent: GraphQLNamedType, { selections }: SelectionSetNode): boolean {
    return selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return fieldTouches(parent, selection);
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment) return true;
      const condition = fragment.typeCondition?.name.value;
      const narrowed = condition === undefined ? parent : schema.getType(condition);
      if (!narrowed) return true;
      const overlap = possible(parent).filter((one) => possible(narrowed).includes(one));
      return overlap.some((one) => touches(one, fragment.selectionSet));
    });
  }

  function fieldTouches(parent: GraphQLNamedType, { name, selectionSet }: FieldNode): boolean {
    return possible(parent).some((one) => {
      const field = isObjectType(one) ? one.getFields()[name.value] : undefined;
      if (!field) return false;
      if (field.extensions['viewerDependent'] === true) return true;
      const type = getNamedType(field.type);
      return selectionSet !== undefined && isCompositeType(type) && touches(type, selectionSet);
    });
  }

  function possible(type: GraphQLNamedType): readonly GraphQLNamedType[] {
    return isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  }
}

/**
 * The variables that the answers depend on. Those that only the root field's arguments take say where to begin, not what
 * is answered: subscribers who came from different places still share.
 */
export function answeringVariables(operation: Omit<Operation, 'schema'>): ReadonlySet<string> {
  const root = rootField(operation);
  const names = new Set<string>();
  visit(operation.document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void names.add(name.value),
    Field: (node) => {
      if (node !== root) return undefined;
      // The arguments are passed over, and what is below is not.
      const below = answeringBelow(node);
      for (const name of below) names.add(name);
      return false;
    },
  });
  return names;
}

function answeringBelow({ selectionSet, directives }: FieldNode): Set<string> {
  const names = new Set<string>();
  for (const part of [...(selectionSet ? [selectionSet] : []), ...(directives ?? [])]) {
    visit(part, { Variable: ({ name }) => void names.add(name.value) });
  }
  return names;
}

/** The one field of a subscription; null when it is not written plainly, at the top of the operation. */
function rootField({ document, operationName }: Omit<Operation, 'schema'>): FieldNode | null {
  const [first, ...more] = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  return first?.kind === Kind.FIELD && more.length === 0 ? first : null;
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}
