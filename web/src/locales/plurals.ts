/** In this order a text with several forms names them: "{n} message | {n} messages". */
const ORDER = ['zero', 'one', 'two', 'few', 'many', 'other'];

/** Which of a text's forms a number takes, by the rules of its language. */
export function pluralForm(language: string): (count: number, forms: number) => number {
  const rules = new Intl.PluralRules(language);
  const categories = ORDER.filter((name) => rules.resolvedOptions().pluralCategories.some((each) => each === name));
  // Where a language has more forms than a text needs (Italian millions), the last one serves.
  return (count, forms) => Math.min(categories.indexOf(rules.select(count)), forms - 1);
}
