'use strict';

const { globSync } = require('node:fs');
const { readFile } = require('node:fs/promises');

/** The categories n8n's node panel knows; a node in any other is not found there. */
const CATEGORIES = new Set([
  'Analytics',
  'Communication',
  'Data & Storage',
  'Development',
  'Finance & Accounting',
  'Marketing & Content',
  'Miscellaneous',
  'Productivity',
  'Sales',
  'Utility',
]);

function faultsOf(codex) {
  const faults = [];
  const { categories, resources } = codex;
  if (!Array.isArray(categories) || categories.length === 0) faults.push('has no categories');
  for (const category of categories ?? []) {
    if (!CATEGORIES.has(category)) faults.push(`has the unknown category "${category}"`);
  }
  const urls = resources?.primaryDocumentation ?? [];
  if (urls.length === 0 || urls.some(({ url }) => !url))
    faults.push('has no resources.primaryDocumentation url');
  return faults;
}

/**
 * Checks every `*.node.json`, because n8n drops a faulty one without a word and the node then loses its category.
 * @throws Error naming every faulty file and what it lacks.
 */
async function checkCodex() {
  const messages = [];
  for (const file of globSync('nodes/**/*.node.json')) {
    const faults = faultsOf(JSON.parse(await readFile(file, 'utf8')));
    messages.push(...faults.map((fault) => `${file} ${fault}`));
  }
  if (messages.length > 0) throw new Error(messages.join('\n'));
}

module.exports = { checkCodex, faultsOf };
