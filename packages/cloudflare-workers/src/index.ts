export {
  toWorker,
  workerContext,
  workerEnv,
  workerPeer,
  type ExecutionContext,
  type Worker,
  type WorkerOptions,
} from "./to-worker.ts";
