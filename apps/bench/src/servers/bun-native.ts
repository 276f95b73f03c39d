import { fetchByHand } from "../apps/_fetch-by-hand.ts";
import { serveBun } from "./_runtimes.ts";

export default serveBun(fetchByHand);
