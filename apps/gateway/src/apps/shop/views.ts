/** Express's views, from strings: a Worker has no directory of templates. */
import mustache from "mustache";
import { LAYOUT, PARTIALS, VIEWS } from "./templates.ts";

/** View class for `app.set("view", …)`: replaces Express's lookup of files. */
export class TemplateView {
  /** Express asks for one, to tell that the view was found. */
  readonly path: string | undefined;

  constructor(name: string) {
    this.path = Object.hasOwn(VIEWS, name) ? name : undefined;
  }

  render(values: object, done: (error: unknown, html?: string) => void): void {
    try {
      done(null, mustache.render(LAYOUT, values, { ...PARTIALS, body: VIEWS[this.path!]! }));
    } catch (error) {
      done(error);
    }
  }
}
