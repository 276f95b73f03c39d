/**
 * Writes docs/spec.md from the validator's rules and the proofs of each requirement. Fails if a requirement has neither
 * proof nor reason, or if a proof names an unknown requirement.
 */
import { writeOrCheck } from "@tsgi/harness/generated";
import { proofsById } from "./spec/proofs.ts";
import { requirements } from "./spec/requirements.ts";
import { specPage } from "./spec/page.ts";

const proofs = proofsById(new Set(requirements.map(({ id }) => id)));
const unproved = requirements.filter(({ id, reason }) => reason === undefined && !proofs.has(id));
if (unproved.length > 0) {
  console.log(`no proof of these requirements: ${unproved.map(({ id }) => id).join(", ")}`);
  process.exitCode = 1;
} else {
  writeOrCheck({ "docs/spec.md": specPage(proofs) });
}
