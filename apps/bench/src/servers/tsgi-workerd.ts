import { toWorker } from "@tsgi/cloudflare-workers";
import { hello } from "../_hello.ts";

export default toWorker(hello);
