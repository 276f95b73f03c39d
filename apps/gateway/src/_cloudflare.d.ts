/** The part of Workers' own module that is read here. */
declare module "cloudflare:workers" {
  export const env: { readonly GATEWAY_SECRET?: string; readonly STATE?: object };
}
