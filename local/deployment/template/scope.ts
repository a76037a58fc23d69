import type { Json } from './template.ts';

/** What the intrinsic functions are evaluated with. */
export interface Scope {
  /** The value without intrinsic functions; undefined for AWS::NoValue. */
  resolve(value: Json, path: string): Json | undefined;
  ref(name: string, path: string): Json | undefined;
  attribute(logicalId: string, name: string, path: string): string;
  condition(name: string, path: string): boolean;
  mapping(map: string, key: string, second: string): Json | undefined;
  imported(name: string, path: string): Json;
  /** @throws TemplateError */
  fail(path: string, problem: string): never;
}
