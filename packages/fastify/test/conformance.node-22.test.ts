import { conformanceOnFastify } from "./_versions.ts";

conformanceOnFastify("22");
