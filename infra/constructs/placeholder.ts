import { DEPLOYMENT_FILE } from '../../functions/shared/deploymentData.ts';

const CODE = "throw new Error('Synthesized without its code: deploy what npm run synth writes.');";
const BEFORE_FILE = `// ${DEPLOYMENT_FILE}: `;

/**
 * What stands for a function's code in a synthesis that is only read, and in it the file that would be in the bundle, so that two that
 * differ in the file are two versions here too.
 */
export function placeholder(code: string | undefined, deployment: string | undefined): string {
  return [code ?? CODE, ...(deployment === undefined ? [] : [`${BEFORE_FILE}${deployment}`])].join('\n');
}

/** The text of the file in a placeholder; undefined where there is none. */
export function fileInPlaceholder(text: string): string | undefined {
  const line = text.split('\n').find((one) => one.startsWith(BEFORE_FILE));
  return line?.slice(BEFORE_FILE.length);
}
