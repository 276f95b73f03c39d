export { fromWorker, type FromWorkerOptions, type WorkerModule } from "./from-worker.ts";
export {
  toWorker,
  workerContext,
  workerEnv,
  workerPeer,
  type ClosableWorker,
  type ExecutionContext,
  type Worker,
  type WorkerOptions,
} from "./to-worker.ts";
