/** An operation or a fragment as it goes over the line: nothing here needs its tree. */
export interface TextDocument {
  readonly kind: 'Document';
  readonly definitions: readonly [];
  /** Where GraphQL keeps the text that a document was read from. */
  readonly loc: { readonly source: { readonly body: string } };
  /** The text, and that of every fragment in it, each once. */
  readonly parts: ReadonlySet<string>;
}

/** Words for the type checker; the server would not know it. */
const UNMASKED = / @_unmask\b/g;

export function writeDocument(input: string, fragments: readonly TextDocument[] = []): TextDocument {
  const parts = new Set([plain(input), ...fragments.flatMap((fragment) => [...fragment.parts])]);
  const body = [...parts].join('\n');
  return { kind: 'Document', definitions: [], loc: { source: { body } }, parts };
}

/** Indentation is for who reads the code. No text of ours has a string in it, where blanks would count. */
function plain(input: string): string {
  return input.replace(UNMASKED, '').replace(/\s+/g, ' ').trim();
}
