import type { RuleTester } from 'oxlint/plugins-dev';

type Rule = Parameters<RuleTester['run']>[1];

/** A word as a name and a text have it in common, without the s of a plural. */
const stem = (word: string) => word.toLowerCase().replace(/s$/, '');

/** Words that add nothing to a name. */
const FILLERS = new Set(
  'a all an and are as at be by for from get gets has have in is it its of on one or return returns set sets that the this to what which with'
    .split(' ')
    .map(stem),
);

/** Whether a comment has a word that is not in the name. */
function addsTo(name: string, comment: string): boolean {
  const inName = (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? []).map(stem);
  const words = (comment.match(/[\p{L}\p{N}]+/gu) ?? []).map(stem);
  return words.some((word) => !inName.includes(word) && !FILLERS.has(word));
}

/** Demands of everything that a file declares and exports a docstring that says more than its name. */
export const onExports: Rule = {
  create: ({ sourceCode, report }) => ({
    ExportNamedDeclaration(node) {
      if (node.declaration === null) return;
      const declared = sourceCode.getText(node.declaration);
      const name = /\b(?:const|let|function\*?|class|interface|type)\s+(\w+)/.exec(declared)?.[1] ?? declared;
      const comment = sourceCode.getCommentsBefore(node).at(-1);
      if (comment?.type !== 'Block' || !comment.value.startsWith('*'))
        report({ node, message: `${name} is exported and has no docstring` });
      else if (!addsTo(name, comment.value))
        report({ node, message: `The docstring of ${name} says no more than its name` });
    },
  }),
};

/** A plugin of oxlint's, which .oxlintrc.json names. */
export default { meta: { name: 'docstrings' }, rules: { 'on-exports': onExports } };
