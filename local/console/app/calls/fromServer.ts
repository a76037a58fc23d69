import type * as z from 'zod/mini';

const TIMEOUT_MS = 10_000;

/** One of the server's own answers. @throws Error for what is not answered so */
export async function fromServer<T>(path: string, schema: z.ZodMiniType<T>): Promise<T> {
  const response = await fetch(path, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (cause: unknown) => {
      throw new Error(`${path} is not answered: ${String(cause)}`, { cause });
    },
  );
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
  return schema.parse(await response.json());
}
