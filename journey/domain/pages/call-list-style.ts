/** What the call list looks like, beside what all pages share. */
export const CALL_LIST_STYLE = `
main{max-width:46rem}
.who{display:flex;gap:.75rem;align-items:end;margin:0 0 1.25rem}
.who label{flex:1;color:#4b5563}
.who button,.take button{width:auto;padding:.625rem 1rem;background:#fff;color:var(--brand);border:2px solid var(--brand)}
input[name=agent],input[type=datetime-local]{display:block;width:100%;margin-top:.25rem;padding:.625rem .75rem;border:2px solid #d1d5db;border-radius:.625rem;font:inherit;color:inherit}
.call{margin:0 0 .75rem;border:2px solid #d1d5db;border-radius:.75rem}
.call[open]{border-color:var(--brand)}
.call summary{padding:.875rem 1rem;cursor:pointer}
.call summary:focus-visible,input:focus-visible,.dial:focus-visible{outline:3px solid #1f2937;outline-offset:2px}
.call>:not(summary){margin-left:1rem;margin-right:1rem}
.call>form{margin-bottom:1rem}
.name{font-weight:700}
.to{color:#4b5563}
.badge{display:inline-block;padding:0 .5rem;border-radius:.5rem;background:#e5e7eb;font-size:.875rem}
.urgent{background:#fee2e2;color:#7f1d1d}
.taken{background:#ccfbf1;color:#134e4a}
.dial{display:inline-block;padding:.625rem 1rem;border-radius:.625rem;background:var(--brand);color:var(--on);font-weight:700;text-decoration:none}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}
dt{color:#4b5563}
dd{margin:0;overflow-wrap:anywhere}
h2,.call legend{font-size:1.0625rem;margin:0 0 .5rem}
.script{white-space:pre-wrap;overflow-wrap:anywhere;padding:.75rem 1rem;border-left:.25rem solid var(--brand);background:#f0fdfa}
.ends-of-call{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.5rem}
.ends-of-call label{display:flex;gap:.5rem;align-items:center;padding:.5rem .75rem;border:2px solid #d1d5db;border-radius:.625rem}
.field{display:block;margin:0 0 1rem}
.done{margin:0 0 1.25rem;padding:.75rem 1rem;border-left:.25rem solid #15803d;background:#f0fdf4;color:#14532d}
`;
