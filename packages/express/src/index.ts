export { captureRawBody, type RawBodyVerifier } from "./capture-raw-body.ts";
export { environOf } from "@tsgi/node/from";
export { fromExpress, type ExpressApp, type FromExpressOptions } from "./from-express.ts";
export { expressRequest, expressResponse } from "./keys.ts";
export {
  toExpress,
  type ExpressHandler,
  type ExpressNext,
  type ExpressOptions,
  type ExpressRequest,
  type ExpressResponse,
} from "./to-express.ts";
