import { z } from 'zod';
import { canonicalDisplayName, visibleNameProblem } from '../user/names.ts';

const TITLE_MAX = 100;

/** A group's title as typed, in; a canonical one, out: by the rules of display names, up to 100 characters. */
export const titleInput = z
  .string()
  .max(1_024, `Use at most ${TITLE_MAX} characters.`)
  .transform(canonicalDisplayName)
  .superRefine((title, context) => {
    const problem = visibleNameProblem(title, TITLE_MAX);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  });
