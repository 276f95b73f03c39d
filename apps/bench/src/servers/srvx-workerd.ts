import { serve } from "srvx/cloudflare";
import { fetchApp } from "../apps/_fetch-app.ts";

export default serve({ fetch: fetchApp(), manual: true });
