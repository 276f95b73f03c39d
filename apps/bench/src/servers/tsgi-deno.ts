import { serve } from "@tsgi/deno";
import { hello } from "../_hello.ts";

console.log((await serve(hello, { port: 0 })).url);
