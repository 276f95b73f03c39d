import { ask, environOf, linearTests } from "@tsgi/harness/linear-tests";
import { validate } from "@tsgi/validator";

linearTests([
  {
    name: "the validator",
    parse: (text) =>
      ask(
        validate(() => null, { onViolation: () => {} }),
        environOf({ target: `/${text}?${text}`, headers: { host: text, a: text, [text]: "" } }),
      ),
  },
]);
