import { serve } from "srvx/bun";
import { fetchApp } from "../apps/_fetch-app.ts";

const server = serve({ fetch: fetchApp(), port: 0, hostname: "127.0.0.1", silent: true });

export default (await server.ready()).url;
