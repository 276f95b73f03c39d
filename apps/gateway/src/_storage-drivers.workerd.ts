/** Replaces the other drivers in a Worker, so that its bundle has no Redis client. */

export function directoryDriver(): never {
  throw new TypeError("a Worker has no directory to keep state in; bind a KV namespace");
}

export function redisDriver(): never {
  throw new TypeError("a Worker keeps its state in KV, not in Redis; bind a KV namespace");
}
