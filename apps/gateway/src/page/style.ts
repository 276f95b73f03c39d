/** The page's style: light and dark, from a phone's width on. */
export const style = `:root {
  color-scheme: light dark;
  --ground: #f6f7f9;
  --surface: #ffffff;
  --edge: #dfe3e8;
  --text: #16181d;
  --soft: #5a6270;
  --accent: #1d4ed8;
  --accent-soft: #dbe6ff;
  --good: #15803d;
  --bad: #b91c1c;
  --dot: #e3e7ee;
  font: 100%/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1116;
    --surface: #161b22;
    --edge: #2a313c;
    --text: #e8ebf0;
    --soft: #9aa4b2;
    --accent: #8ab4ff;
    --accent-soft: #1b2c4d;
    --good: #4ade80;
    --bad: #f87171;
    --dot: #262d38;
  }
}
* { box-sizing: border-box; margin: 0; }
body { background: var(--ground); color: var(--text); }
header, main { max-width: 68rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
header { display: flex; align-items: center; justify-content: space-between; padding-block: 1.25rem; }
a { color: var(--accent); text-underline-offset: 0.2em; }
a:focus-visible, :is(.answer, .matrix):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
.brand { display: flex; align-items: center; gap: 0.6rem; color: var(--text); font-weight: 700; letter-spacing: 0.04em; text-decoration: none; }
.brand img { border-radius: 7px; }
nav { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 0 1.25rem; }
nav a { color: var(--soft); text-decoration: none; }
nav a:hover { color: var(--accent); text-decoration: underline; }
main { display: grid; gap: clamp(2.5rem, 6vw, 4rem); padding-block: clamp(1.5rem, 5vw, 3.5rem) 4rem; }
section { min-width: 0; }
.eyebrow { color: var(--soft); font-size: 0.875rem; font-weight: 600; letter-spacing: 0.02em; }
h1 { margin: 0.5rem 0 1rem; font-size: clamp(1.7rem, 5.5vw, 3.25rem); font-weight: 750; line-height: 1.1; letter-spacing: -0.025em; text-wrap: balance; }
h1 span { display: block; }
h1 em { color: var(--accent); font-style: normal; }
.lead { max-width: 44rem; color: var(--soft); font-size: clamp(1.05rem, 2vw, 1.2rem); text-wrap: pretty; }
h2 { font-size: 1.25rem; letter-spacing: -0.01em; }
h2 + p { color: var(--soft); }
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
.matrix { margin-top: 1.5rem; overflow-x: auto; border: 1px solid var(--edge); border-radius: 16px; background: var(--surface); }
.matrix table { width: 100%; border-collapse: collapse; font-size: 0.9rem; }
.matrix :is(th, td) { padding: 0.45rem 0.75rem; border-bottom: 1px solid var(--edge); text-align: center; }
.matrix th[scope="row"] { font-weight: 600; text-align: left; white-space: nowrap; }
.matrix thead th { color: var(--soft); font-weight: 600; }
.matrix tbody tr:last-child :is(th, td) { border-bottom: 0; }
.matrix td span { display: inline-block; width: 0.8rem; height: 0.8rem; border-radius: 50%; overflow: hidden; text-indent: 2rem; white-space: nowrap; }
.matrix .yes span { background: var(--good); }
.matrix .no span { background: var(--bad); }
.matrix .here { background: var(--accent-soft); color: var(--text); }
.groups { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1.5rem; margin: 1.5rem 0; }
h3 { margin-bottom: 0.5rem; font-size: 0.95rem; }
.group { min-width: 0; }
.group ul { display: flex; flex-wrap: wrap; gap: 0.5rem; padding: 0; list-style: none; }
.group li { min-width: 0; }
.group a, pre, .answer-head { font: 0.85rem/1.6 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.group a { display: block; padding: 0.2rem 0.6rem; border: 1px solid var(--edge); border-radius: 8px; background: var(--surface); overflow-wrap: anywhere; text-decoration: none; }
.group a:hover { border-color: var(--accent); }
.group a[aria-current] { border-color: var(--accent); background: var(--accent-soft); }
.answer { overflow: hidden; }
.answer-head { padding: 0.75rem 1.25rem; border-bottom: 1px solid var(--edge); color: var(--soft); overflow-wrap: anywhere; }
pre { min-height: 9rem; max-height: 26rem; padding: 1rem 1.25rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.answer img { display: block; margin: -8rem 1.25rem 1.25rem; }
.answer img[hidden] { display: none; }
@media (max-width: 40rem) { .trail { grid-template-columns: repeat(30, 1fr); } .trail i { height: 1rem; } }
`;
