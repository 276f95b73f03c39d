/** For pages about Lambda: a deployed function. */
import { Readable } from "node:stream";

export const handler = async (event: { rawPath: string }): Promise<{ statusCode: number; body: string }> => ({
  statusCode: 200,
  body: `Hello, ${event.rawPath}`,
});
export const source: Readable = Readable.from(["Hello, ", "stream"]);
