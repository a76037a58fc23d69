declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Times in milliseconds. The store is in memory; the server need not listen to handle requests. */
  export default function dynalite(options: { createTableMs: number; deleteTableMs: number }): Server;
}
