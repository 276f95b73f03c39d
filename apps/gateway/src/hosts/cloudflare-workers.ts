import { toWorker } from "@tsgi/cloudflare-workers";
import { app } from "../app.ts";

export default toWorker(app);
