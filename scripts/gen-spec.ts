/**
 * Writes docs/spec.md from the validator's rules and from what shows each requirement. Fails when a requirement has
 * neither proof nor reason, and when a proof names a requirement that there is not.
 */
import { writeOrCheck } from "@tsgi/harness/generated";
import { proofsById } from "./spec/proofs.ts";
import { requirements } from "./spec/requirements.ts";
import { specPage } from "./spec/page.ts";

const proofs = proofsById(new Set(requirements.map(({ id }) => id)));
const unproved = requirements.filter(({ id, reason }) => reason === undefined && !proofs.has(id));
if (unproved.length > 0) {
  console.log(`nothing shows that these are met: ${unproved.map(({ id }) => id).join(", ")}`);
  process.exitCode = 1;
} else {
  writeOrCheck({ "docs/spec.md": specPage(proofs) });
}
