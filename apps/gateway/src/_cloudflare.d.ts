/** The part of Workers' own module that is read here. */
declare module "cloudflare:workers" {
  export const env: {
    readonly GATEWAY_SECRET?: string;
    readonly GATEWAY_LOG?: string;
    readonly STATE?: object;
  };
}
