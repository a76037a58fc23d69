import type { Turns } from '../pipeline.ts';
import type { WireRequest, WireResponse } from '../wire.ts';

/**
 * What is served beside AWS's API. It never rejects: an answer that fails is an answer.
 * @returns undefined for what is a call of AWS
 */
export type Pages = (request: WireRequest, inTurn: Turns) => Promise<WireResponse> | undefined;
