export { serve, type RunningServer, type ServeOptions, type TlsOptions } from "./serve.ts";
