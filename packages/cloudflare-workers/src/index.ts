export {
  toWorker,
  workerContext,
  workerEnv,
  type ExecutionContext,
  type Worker,
  type WorkerOptions,
} from "./to-worker.ts";
