/**
 * The one stylesheet of all pages: light and dark, from a phone's width on. Each application serves it under a path of its
 * own, so that its policy can stay `style-src 'self'`, also by a host name of its own.
 */
export const style = `:root {
  color-scheme: light dark;
  --ground: #f6f7f9;
  --surface: #ffffff;
  --edge: #d5dae1;
  --control: #7b8494;
  --text: #16181d;
  --soft: #545c69;
  --accent: #1d4ed8;
  --accent-soft: #dbe6ff;
  --on-accent: #ffffff;
  --good: #15803d;
  --part: #9a5b00;
  --bad: #b91c1c;
  --dot: #e3e7ee;
  font: 100%/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1116;
    --surface: #161b22;
    --edge: #2f3743;
    --control: #6f7b8c;
    --text: #e8ebf0;
    --soft: #a3adba;
    --accent: #8ab4ff;
    --accent-soft: #1b2c4d;
    --on-accent: #0b1526;
    --good: #4ade80;
    --part: #fbbf24;
    --bad: #f87171;
    --dot: #262d38;
  }
}
* { box-sizing: border-box; margin: 0; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { background: var(--ground); color: var(--text); }
.site > div, .shop, main { max-width: 68rem; margin: 0 auto; padding-inline: clamp(1rem, 4vw, 2.5rem); }
a { color: var(--accent); text-underline-offset: 0.2em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
.hidden, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:focus { position: absolute; left: 1rem; top: 0.5rem; z-index: 1; background: var(--surface); padding: 0.5rem 1rem; }

/* The header of every page */
.site { border-bottom: 1px solid var(--edge); background: var(--surface); }
.site > div { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0 1.5rem; padding-block: 0.4rem; }
.brand { display: flex; align-items: center; gap: 0.6rem; min-height: 2.75rem; color: var(--text); font-weight: 700; letter-spacing: 0.02em; text-decoration: none; }
.brand:hover span { text-decoration: underline; }
nav { display: flex; flex-wrap: wrap; gap: 0 0.25rem; margin-inline: -0.6rem; }
nav a { display: flex; align-items: center; min-height: 2.75rem; padding: 0 0.6rem; color: var(--soft); text-decoration: none; }
nav a:hover { color: var(--accent); text-decoration: underline; }
nav a[aria-current] { color: var(--text); font-weight: 600; box-shadow: inset 0 -3px var(--accent); }

/* Text */
main { padding-block: clamp(1.5rem, 5vw, 2.5rem) 4rem; }
main > p, section > p { max-width: 46rem; }
main > p + p { margin-top: 0.75rem; }
section { min-width: 0; }
h1 { margin: 0.25rem 0 1rem; font-size: clamp(1.6rem, 4vw, 2.25rem); line-height: 1.2; letter-spacing: -0.015em; text-wrap: balance; overflow-wrap: anywhere; }
h1 small { font-size: 0.5em; font-weight: 400; color: var(--soft); }
h2 { margin-top: 1.5rem; font-size: 1.25rem; letter-spacing: -0.01em; }
h2 + p { color: var(--soft); }
h3 { margin: 0.25rem 0; font-size: 1.05rem; overflow-wrap: anywhere; }
.lead { color: var(--soft); font-size: clamp(1.05rem, 2vw, 1.2rem); text-wrap: pretty; }
.help, .legend { color: var(--soft); font-size: 0.9rem; }
code, pre, .answer-head { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.875em; overflow-wrap: anywhere; }
pre { overflow-x: auto; }
details { margin-top: 1rem; }
summary { padding-block: 0.3rem; cursor: pointer; font-weight: 600; }

/* Forms */
input, textarea, button { max-width: 100%; min-height: 2.75rem; padding: 0.5rem 0.75rem; border: 1px solid var(--control); border-radius: 8px; background: var(--surface); color: inherit; font: inherit; }
::placeholder { color: var(--soft); opacity: 1; }
button { cursor: pointer; font-weight: 600; }
button:hover { border-color: var(--accent); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
input[type="number"] { width: 5.5rem; }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.stack { display: grid; gap: 0.4rem; max-width: 26rem; }
.stack button { justify-self: start; margin-top: 0.75rem; }

/* Tables */
table { width: 100%; margin: 0.5rem 0; border-collapse: collapse; }
th, td { padding: 0.5rem 1rem 0.5rem 0; border-top: 1px solid var(--edge); text-align: left; vertical-align: top; }
thead :is(th, td) { border: 0; color: var(--soft); font-size: 0.875rem; }
td form { margin: 0; }

/* Home */
.home { display: grid; gap: clamp(2.5rem, 6vw, 4rem); padding-top: clamp(1.5rem, 5vw, 3.5rem); }
.home h2 { margin-top: 0; }
.eyebrow { color: var(--soft); font-size: 0.875rem; font-weight: 600; letter-spacing: 0.02em; }
.home h1 { margin-top: 0.5rem; font-size: clamp(1.7rem, 5.5vw, 3.25rem); font-weight: 750; line-height: 1.1; letter-spacing: -0.025em; }
.home h1 span { display: block; }
.home h1 em { color: var(--accent); font-style: normal; }
.live, .answer { border: 1px solid var(--edge); border-radius: 16px; background: var(--surface); }
.live { padding: clamp(1.25rem, 4vw, 2rem); }
.live-head { display: flex; align-items: center; justify-content: space-between; gap: 1rem; }
.state { display: flex; align-items: center; gap: 0.5rem; color: var(--soft); font-size: 0.9rem; }
.state::before { content: ""; width: 0.6rem; height: 0.6rem; border-radius: 50%; background: currentColor; }
.state[data-state="connected"] { color: var(--good); }
.state[data-state="disconnected"] { color: var(--bad); }
.count { margin: 0.75rem 0 1.25rem; color: var(--soft); }
.count span { margin-right: 0.15em; color: var(--text); font-size: clamp(3.5rem, 11vw, 6rem); font-weight: 750; line-height: 1; letter-spacing: -0.04em; font-variant-numeric: tabular-nums; }
.trail { display: grid; grid-template-columns: repeat(60, 1fr); gap: 3px; }
.trail i { height: 1.5rem; border-radius: 3px; background: var(--dot); }
.trail .on { background: var(--accent); animation: arrive 0.6s ease-out; }
@keyframes arrive { from { transform: scaleY(1.5); opacity: 0.3; } }
@media (prefers-reduced-motion: reduce) { .trail .on { animation: none; } }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: 1rem 1.5rem; margin-top: 1.75rem; }
dt { color: var(--soft); font-size: 0.85rem; }
dd { font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }

/* The matrix: its first column stays in view while the others scroll. */
.matrix { position: relative; margin-top: 1.5rem; overflow-x: auto; border: 1px solid var(--edge); border-radius: 16px; background: var(--surface); }
.matrix table { margin: 0; border-collapse: separate; border-spacing: 0; font-size: 0.9rem; }
.matrix :is(th, td) { padding: 0.3rem 0.6rem; border-top: 1px solid var(--edge); text-align: center; vertical-align: middle; white-space: nowrap; }
.matrix thead :is(th, td) { padding-block: 0.6rem; border: 0; }
.matrix :is(th, td):first-child { position: sticky; left: 0; padding-left: 1rem; background: var(--surface); text-align: left; }
.matrix th[scope="row"] { min-width: 9.5rem; font-weight: 600; white-space: normal; }
.matrix th[scope="row"] a { display: inline-block; padding-block: 0.2rem; }
.matrix th[scope="rowgroup"] { padding-top: 1rem; color: var(--soft); font-size: 0.85rem; white-space: normal; }
.matrix .here { background: var(--accent-soft); color: var(--text); }
.matrix tr > [colspan] { border-top-width: 2px; }
.mark { font-weight: 700; }
.all { color: var(--good); }
.some { color: var(--part); }
.none { color: var(--bad); }
.mark + span { display: block; color: var(--soft); font-size: 0.75rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.here .mark + span { color: var(--text); }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin-top: 0.75rem; padding: 0; list-style: none; }
.why { margin-top: 1.5rem; }
.reasons { columns: 20rem; column-gap: 2.5rem; }
.reasons details { break-inside: avoid; margin: 0; border-top: 1px solid var(--edge); }
.reasons summary { padding-block: 0.5rem; }
.reasons ul { padding-bottom: 1rem; }
.reasons ul { padding-left: 1.1rem; color: var(--soft); font-size: 0.9rem; overflow-wrap: anywhere; }

/* Routes to try, and the answer */
.groups { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1.5rem; margin: 1.5rem 0; }
.group { min-width: 0; }
.group h3 { margin-bottom: 0.5rem; font-size: 0.95rem; }
.group ul { display: flex; flex-wrap: wrap; gap: 0.5rem; padding: 0; list-style: none; }
.group li { min-width: 0; }
.group a { font: 0.85rem/1.6 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; display: flex; align-items: center; min-height: 2.25rem; padding: 0.2rem 0.7rem; border: 1px solid var(--edge); border-radius: 8px; background: var(--surface); text-decoration: none; }
.group a:hover { border-color: var(--accent); }
.group a[aria-current] { border-color: var(--accent); background: var(--accent-soft); }
.answer { overflow: hidden; }
.answer-head { padding: 0.75rem 1.25rem; border-bottom: 1px solid var(--edge); color: var(--soft); }
.answer pre { min-height: 9rem; max-height: 26rem; padding: 1rem 1.25rem; overflow: auto; white-space: pre-wrap; }
.answer img { display: block; margin: -8rem 1.25rem 1.25rem; }
.answer img[hidden] { display: none; }
@media (max-width: 40rem) { .trail { grid-template-columns: repeat(30, 1fr); } .trail i { height: 1rem; } }

/* httpbin's routes */
.contents { display: flex; flex-wrap: wrap; gap: 0 0.25rem; margin: 1rem -0.6rem 0; padding: 0; list-style: none; }
.contents a { display: flex; align-items: center; min-height: 2.75rem; padding: 0 0.6rem; }
.routes { display: grid; gap: 0 2rem; padding: 0; list-style: none; }
.routes li { display: grid; grid-template-columns: 4.5rem minmax(0, 5fr) minmax(0, 6fr); gap: 0 1rem; align-items: center; min-height: 2.75rem; padding-block: 0.3rem; border-top: 1px solid var(--edge); }
.routes .method { color: var(--soft); font-size: 0.8rem; font-weight: 600; }
.routes a { padding-block: 0.25rem; }
.routes p { grid-column: 3; color: var(--soft); font-size: 0.9rem; }
@media (max-width: 40rem) { .routes li { grid-template-columns: 4rem minmax(0, 1fr); padding-block: 0.6rem; } .routes p { grid-column: 2; } }

/* The shop */
.shop { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.5rem; padding-top: 1rem; }
.shop form { flex: 1 1 14rem; display: flex; gap: 0.5rem; }
.shop input { flex: 1; min-width: 0; }
.shop .brand { font-size: 1.2rem; }
.shop + main { padding-top: 1rem; }
.badge { margin-left: 0.35rem; padding: 0 0.5rem; border-radius: 999px; background: var(--accent); color: var(--on-accent); font-size: 0.85rem; }
.grid { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); padding: 0; list-style: none; }
.card { padding-bottom: 1rem; overflow: hidden; border: 1px solid var(--edge); border-radius: 14px; background: var(--surface); }
.card a { color: inherit; text-decoration: none; }
.card a:hover h2 { text-decoration: underline; }
.card h2 { margin: 0.75rem 1rem 0.25rem; }
.card p { padding: 0 1rem; color: var(--soft); }
.grid img, .product img { display: block; width: 100%; height: auto; }
p.price { margin-top: 0.25rem; color: var(--text); font-weight: 700; }
.product { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 2rem; align-items: start; }
.product img { border-radius: 14px; }
.product form { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; margin-top: 1.25rem; }
.flash { max-width: none; margin-bottom: 1rem; padding: 0.6rem 1rem; border: 1px solid var(--edge); border-left: 4px solid var(--accent); border-radius: 8px; background: var(--surface); }
.flash.bad { border-left-color: var(--bad); color: var(--bad); }
address { margin: 0.5rem 0 1rem; font-style: normal; font-weight: 600; white-space: pre-line; }

/* Files */
.upload { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; margin-bottom: 1.5rem; padding: 1.25rem; border: 1px solid var(--edge); border-radius: 14px; background: var(--surface); }
.upload label { font-weight: 600; }
.upload p { flex-basis: 100%; }
.list td form { text-align: right; }
@media (max-width: 40rem) {
  .list thead { display: none; }
  .list tr { display: grid; grid-template-columns: 1fr auto; align-items: center; border-top: 1px solid var(--edge); }
  .list :is(th, td) { padding-right: 0.5rem; border: 0; overflow-wrap: anywhere; }
}

/* The description of an API */
.api article, .api details { margin: 0 0 1rem; padding: 0.75rem 1.25rem; overflow-x: auto; border: 1px solid var(--edge); border-radius: 10px; background: var(--surface); }
.api h2 { margin-bottom: 0.75rem; }
.api .method { display: inline-block; min-width: 4.5rem; color: var(--accent); }
.api td:first-child { min-width: 6rem; }
`;
