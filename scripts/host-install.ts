import { ensureHost } from '../test/host/install';
import { ensureTemplate, forgetForeignCode } from '../test/host/template';

async function main(): Promise<void> {
  const host = await ensureHost();
  const template = await ensureTemplate(host);
  forgetForeignCode(host, template);
  process.stdout.write(`n8n:      ${host.dir}\nNode:     ${host.node}\ntemplate: ${template}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
