import { createHash } from 'node:crypto';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as it may stand in HTML, in content and in quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}

/** A page of ours, before it is put on the wire. */
export interface Page {
  readonly language: string;
  readonly title: string;
  /** What is between the body tags, as HTML. */
  readonly body: string;
  /** A hexadecimal colour such as `#0b6e4f`. */
  readonly colour: string;
  /** Rules of its own, after those of all pages. */
  readonly style?: string;
  /** Whether its links may open other programs, such as the one that makes calls. */
  readonly opensPrograms?: boolean;
}

/** A page with everything a browser has to be told about it. */
export interface RenderedPage {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A page that needs nothing but itself: no script, no resource of anybody, readable on a phone. It may send its form to
 * where it came from and nothing else; the sandbox keeps it apart from n8n, which lives at the same address.
 */
export function rendered({
  language,
  title,
  body,
  colour,
  style: own = '',
  opensPrograms = false,
}: Page): RenderedPage {
  const style = styleOf(colour) + own;
  const hash = createHash('sha256').update(style).digest('base64');
  const html = `<!doctype html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
  const policy = [
    `sandbox allow-forms${opensPrograms ? ' allow-top-navigation-to-custom-protocols' : ''}`,
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    html,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      // The token stands in the address: nobody else is told it, and nothing keeps the page.
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    },
  };
}

/** Black or white, whichever is easier to read on a colour (WCAG 2.2, relative luminance). */
export function readableOn(colour: string): '#000' | '#fff' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000' : '#fff';
}

function styleOf(colour: string): string {
  return `
:root{--brand:${colour};--on:${readableOn(colour)};color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#f3f4f6;color:#1f2937;font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{max-width:34rem;margin:0 auto;padding:1.5rem 1.25rem 3rem;min-height:100vh;background:#fff;border-top:.5rem solid var(--brand)}
@media(min-width:36rem){main{min-height:0;margin:3rem auto;border-radius:.75rem;padding:2rem 2.5rem 2.5rem;box-shadow:0 1px 8px #0002}}
.brand{margin:0 0 1.25rem;color:#4b5563;font-weight:600}
h1,legend{font-size:1.375rem;line-height:1.35;font-weight:700;margin:0 0 1.25rem;padding:0}
fieldset{border:0;margin:0 0 1.5rem;padding:0;min-width:0}
.scores{display:grid;gap:.5rem}
${[2, 3, 4, 5, 6].map((columns) => `.in-${columns}{grid-template-columns:repeat(${columns},1fr)}`).join('\n')}
.scores label{position:relative;display:block}
.scores input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.scores span{display:block;padding:.75rem 0;border:2px solid #d1d5db;border-radius:.625rem;text-align:center;font-weight:600}
.scores input:checked+span{background:var(--brand);border-color:var(--brand);color:var(--on)}
.scores input:focus-visible+span{outline:3px solid #1f2937;outline-offset:2px}
.ends{display:flex;justify-content:space-between;gap:1rem;margin:.625rem 0 0;color:#4b5563;font-size:.9375rem}
.ends span:last-child{text-align:right}
.comment{display:block;margin:0 0 1.5rem}
textarea{display:block;width:100%;margin-top:.5rem;padding:.75rem;border:2px solid #d1d5db;border-radius:.625rem;font:inherit;color:inherit}
button{width:100%;padding:.875rem;border:0;border-radius:.625rem;background:var(--brand);color:var(--on);font:inherit;font-weight:700;cursor:pointer}
button:focus-visible,textarea:focus-visible{outline:3px solid #1f2937;outline-offset:2px}
.fault{margin:0 0 1.25rem;padding:.75rem 1rem;border-left:.25rem solid #b91c1c;background:#fef2f2;color:#7f1d1d}
.said{color:#4b5563}
`;
}
