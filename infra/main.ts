import { writeAssembly } from './assembly.ts';
import { command } from './command.ts';

// What the CDK CLI runs (cdk.json). The CLI says where the output goes; without it, cdk.out.
command(() => {
  writeAssembly(process.env['CDK_OUTDIR'] ?? 'cdk.out');
  return 0;
});
