/** Light and dark, from a phone's width on. */
export const style = `:root {
  color-scheme: light dark;
  --ground: light-dark(#faf8f5, #141210);
  --surface: light-dark(#fff, #1f1c19);
  --edge: light-dark(#e4ddd3, #3a342d);
  --text: light-dark(#1f1a14, #f1ece4);
  --soft: light-dark(#5f564a, #b5aa9b);
  --accent: light-dark(#9a3412, #fdba74);
  --on-accent: light-dark(#fff, #1f1305);
  --bad: light-dark(#b91c1c, #fca5a5);
  font: 100%/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
* { box-sizing: border-box; margin: 0; }
body { background: var(--ground); color: var(--text); }
header, main { max-width: 66rem; margin: 0 auto; padding: 1rem clamp(1rem, 4vw, 2rem); }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem 1.5rem; }
header form { flex: 1 1 14rem; display: flex; gap: 0.5rem; }
header input { flex: 1; min-width: 0; }
nav { display: flex; gap: 1.25rem; }
a { color: var(--accent); text-underline-offset: 0.2em; }
.brand { font-weight: 750; font-size: 1.2rem; color: var(--text); text-decoration: none; }
.badge { background: var(--accent); color: var(--on-accent); border-radius: 999px; padding: 0 0.5rem; font-size: 0.85rem; }
.hidden, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:focus { position: absolute; left: 1rem; top: 0.5rem; background: var(--surface); padding: 0.5rem 1rem; }
h1 { font-size: clamp(1.6rem, 4vw, 2.2rem); line-height: 1.2; margin: 0.5rem 0 1rem; }
h2 { font-size: 1.15rem; margin: 1.5rem 0 0.5rem; }
input, textarea, button { font: inherit; color: inherit; padding: 0.5rem 0.75rem; border: 1px solid var(--edge); border-radius: 8px; background: var(--surface); }
input[type="number"] { width: 5.5rem; }
button { cursor: pointer; font-weight: 600; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
.grid { list-style: none; padding: 0; display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
.card { background: var(--surface); border: 1px solid var(--edge); border-radius: 14px; overflow: hidden; padding-bottom: 1rem; }
.card a { text-decoration: none; color: inherit; }
.card a:hover h2 { text-decoration: underline; }
.card h2 { margin: 0.75rem 1rem 0.25rem; }
.card p { padding: 0 1rem; color: var(--soft); }
img { display: block; width: 100%; height: auto; }
.price { font-weight: 700; color: var(--text) !important; margin-top: 0.25rem; }
.product { display: grid; gap: 2rem; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); align-items: start; }
.product img { border-radius: 14px; }
.product form { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; margin-top: 1.25rem; }
.flash { background: var(--surface); border: 1px solid var(--edge); border-left: 4px solid var(--accent); border-radius: 8px; padding: 0.6rem 1rem; margin-bottom: 1rem; }
.flash.bad { border-left-color: var(--bad); color: var(--bad); }
table { width: 100%; border-collapse: collapse; background: var(--surface); border: 1px solid var(--edge); border-radius: 14px; }
th, td { text-align: left; padding: 0.6rem 1rem; border-top: 1px solid var(--edge); }
thead th { border: 0; color: var(--soft); font-size: 0.9rem; }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.stack { display: grid; gap: 0.4rem; max-width: 26rem; }
.stack button { justify-self: start; margin-top: 0.75rem; }
.help { color: var(--soft); font-size: 0.9rem; }
address { white-space: pre-line; margin: 0.5rem 0 1rem; font-style: normal; font-weight: 600; }
@media (max-width: 34rem) { th, td { padding: 0.5rem; } thead { display: none; } tbody tr { display: grid; grid-template-columns: 1fr auto; } tbody td, tbody th { border: 0; } tbody tr { border-top: 1px solid var(--edge); } }
`;
