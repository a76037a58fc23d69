import type { Operation } from '../../operation.ts';
import { ROLE_OPERATIONS } from './roles.ts';

export const IAM_OPERATIONS: readonly Operation[] = [...ROLE_OPERATIONS];
