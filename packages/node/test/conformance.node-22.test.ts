import { conformanceOnNode } from "./_versions.ts";

conformanceOnNode("22");
