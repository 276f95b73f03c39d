/** The rules of this repository for oxlint. */
import { plainEnglish } from "../english/oxlint-rule.ts";
import { ownPackage } from "./own-package.ts";

export default {
  meta: { name: "tsgi" },
  rules: { "own-package": ownPackage, "plain-english": plainEnglish },
};
