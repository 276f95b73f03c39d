import { serve } from "@tsgi/bun";
import { hello } from "../_hello.ts";

console.log((await serve(hello, { port: 0 })).url);
