/** The look of the local tenant's own address, beyond what every page of it has. */
export const START_STYLE = `
main{max-width:72rem;margin:2.5rem auto;padding:0 1.5rem;background:none;border:0}
@media (max-width:36rem){main{padding:1.25rem 1rem;min-height:0;margin:0}}
.head{display:flex;flex-wrap:wrap;gap:1rem 2rem;align-items:flex-end;justify-content:space-between;margin-bottom:1.5rem}
.head p{margin:.25rem 0 0;max-width:38rem}
.mark{margin-bottom:.5rem}
.go{display:inline-block;padding:.6rem 1.1rem;border-radius:6px;background:var(--accent);color:var(--sheet);font-weight:600;text-decoration:none;white-space:nowrap}
.go:hover{filter:brightness(1.08)}
.state{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;justify-content:space-between;padding:.85rem 1.1rem;margin-bottom:1.5rem;border:1px solid var(--line);border-left:4px solid var(--good);border-radius:8px;background:var(--sheet)}
.state.off{border-left-color:var(--bad)}
.state p{margin:0}.state #fine-again{flex-basis:100%}.state strong{font-weight:600}
.columns{display:grid;grid-template-columns:minmax(0,1.55fr) minmax(0,1fr);grid-template-rows:repeat(3,auto) 1fr;gap:1.5rem;align-items:start}
.columns>.days{grid-column:1;grid-row:1/span 4}.columns>.side-by{grid-column:2}
@media (max-width:60rem){.columns{grid-template-columns:minmax(0,1fr);grid-template-rows:none;gap:1rem}.columns>.days,.columns>.side-by{grid-column:1;grid-row:auto}}
section{background:var(--sheet);border:1px solid var(--line);border-radius:8px;padding:1.25rem 1.25rem .5rem}
@media (max-width:36rem){section{padding:1rem 1rem .25rem}}
h2{margin:0;font-size:1.1rem}
h2+p{margin:.15rem 0 .75rem}
h3{margin:0;font-size:1rem;line-height:1.4}
li.day{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.15rem 1rem;padding:.85rem 0;border-top:1px solid var(--line);align-items:start}
li.day p{margin:.1rem 0 0}
li.day .look,li.day .note{color:var(--soft);font-size:.875rem}
li.day form{grid-row:1/span 4;grid-column:2;align-self:center}
li.day.on{box-shadow:inset 4px 0 0 var(--bad);margin:0 -1.25rem;padding:.85rem 1.25rem;background:var(--hover)}
@media (max-width:36rem){li.day.on{margin:0 -1rem;padding:.85rem 1rem}}
.tag{display:inline-block;margin-left:.5rem;padding:0 .5rem;border:1px solid currentColor;border-radius:1rem;font-size:.75rem;font-weight:400;vertical-align:.1em;white-space:nowrap}
.tag.bad{color:var(--bad)}
button.act{min-width:4.75rem;padding:.45rem .9rem;font:inherit;color:var(--accent);background:var(--sheet);border:1px solid var(--accent);border-radius:6px;cursor:pointer}
button.act:hover{background:var(--hover)}
button.act.stop{color:var(--sheet);background:var(--bad);border-color:var(--bad)}
button.act.stop:hover{filter:brightness(1.08)}
li.row{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 1rem;padding:.6rem 0;border-top:1px solid var(--line)}
li.row>*{overflow-wrap:anywhere}
li.row .side{color:var(--soft);font-size:.875rem;text-align:right;white-space:nowrap}
li.row .line{grid-column:1/-1}
li.row .good{color:var(--good)}li.row .bad{color:var(--bad)}
time{font-variant-numeric:tabular-nums}
.foot p{margin:.25rem 0 .75rem;color:var(--soft);font-size:.875rem}
details pre{margin:0 0 .5rem;padding:.75rem;background:var(--ground);border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere;font:.875rem/1.45 "Cascadia Mono",Consolas,monospace}
details summary{cursor:pointer;padding:.5rem 0;color:var(--accent)}
`;
