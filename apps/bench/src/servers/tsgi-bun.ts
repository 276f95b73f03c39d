import { serve } from "@tsgi/bun";
import { tsgiApp } from "../apps/_tsgi-app.ts";

export default (await serve(tsgiApp(), { port: 0 })).url;
