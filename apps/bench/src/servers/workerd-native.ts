import { fetchByHand } from "../apps/_fetch-by-hand.ts";

export default { fetch: fetchByHand };
