import { fetchByHand } from "../apps/_fetch-by-hand.ts";
import { serveDeno } from "./_runtimes.ts";

export default serveDeno(fetchByHand);
