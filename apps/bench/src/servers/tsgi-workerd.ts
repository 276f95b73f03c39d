import { toWorker } from "@tsgi/cloudflare-workers";
import { tsgiApp } from "../apps/_tsgi-app.ts";

export default toWorker(tsgiApp());
