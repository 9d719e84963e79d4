// How reports look, on a screen and on paper.

import { Html } from './html.js';

export const STYLE: Html = new Html(`
:root{color-scheme:light;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--good:#1a7f37;--bad:#b3261e;--late:#8a5a00;--none:#57606a}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:70rem;margin:0 auto;padding:2rem 1.25rem 3rem}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.2rem;margin:2.25rem 0 .5rem;padding-bottom:.25rem;border-bottom:2px solid var(--ink)}
p{margin:.25rem 0 .75rem}
.soft{color:var(--soft)}
.code{font:.8em/1.5 ui-monospace,"SFMono-Regular",Menlo,Consolas,monospace;overflow-wrap:anywhere}
.badge{display:inline-block;padding:0 .55em;border:1px solid;border-radius:1em;font-size:.85em;font-weight:600;white-space:nowrap}
.effective,.low{color:var(--good)}
.deficient,.critical{color:var(--bad)}
.overdue,.high{color:var(--late)}
.not-assessed,.inactive,.medium{color:var(--none)}
.facts{display:flex;flex-wrap:wrap;gap:.75rem;margin:1rem 0;padding:0;list-style:none}
.facts li{flex:1 1 7rem;padding:.5rem .75rem;border:1px solid var(--line);border-radius:.4rem}
.facts b{display:block;font-size:1.5rem;line-height:1.2}
.wide{overflow-x:auto;margin-bottom:1.25rem}
table{width:100%;min-width:48rem;border-collapse:collapse}
table.slim{min-width:0}
caption{padding:0 0 .5rem;text-align:left;color:var(--soft)}
th,td{padding:.45rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{border-bottom:2px solid var(--line);font-size:.85em;color:var(--soft);overflow-wrap:normal}
tbody th{font-weight:600}
.date,.id{white-space:nowrap}
.matrix{table-layout:fixed}
.matrix td{text-align:center;border:1px solid var(--line)}
.matrix thead td{border:0}
.matrix thead th{text-align:center}
.matrix b{display:block;line-height:1.3}
.matrix .critical{background:#fbe3e1}
.matrix .high{background:#fdf0d5}
.matrix .medium{background:#f1f3f5}
.matrix .low{background:#e6f4ea}
.matrix small{display:block;font-weight:400}
footer{margin-top:2.5rem;padding-top:.75rem;border-top:1px solid var(--line);color:var(--soft);font-size:.9em}
@media print{
@page{margin:15mm}
body{font-size:9pt}
table{min-width:0}
main{max-width:none;padding:0}
h2{break-after:avoid}
tr,.facts li{break-inside:avoid}
thead{display:table-header-group}
.wide{overflow:visible}
.matrix td{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`);
