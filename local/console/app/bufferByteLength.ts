/** What the functions' checks of a request take of Node.js's Buffer: the one thing of Node.js that the page needs. */
export const Buffer = {
  byteLength: (text: string): number => new TextEncoder().encode(text).length,
};
