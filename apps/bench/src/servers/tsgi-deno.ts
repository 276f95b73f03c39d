import { serve } from "@tsgi/deno";
import { tsgiApp } from "../apps/_tsgi-app.ts";

export default (await serve(tsgiApp(), { port: 0 })).url;
