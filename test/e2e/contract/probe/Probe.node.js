// A node that writes down what n8n does with it: the facts that continuations rely on, one JSON line each.
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const file = (context, kind) => join(process.env.PROBE_FOLDER, `${context.getWorkflow().id}.${kind}`);
const note = (context, fact) => appendFileSync(file(context, 'out'), JSON.stringify(fact) + '\n');

class Probe {
  description = {
    displayName: 'Probe',
    name: 'probe',
    group: ['transform'],
    version: 1,
    description: 'Writes down what n8n does',
    defaults: { name: 'Probe' },
    inputs: ['main'],
    outputs: ['main', 'main'],
    properties: [
      { displayName: 'Plan', name: 'plan', type: 'string', default: '' },
      { displayName: 'Text', name: 'text', type: 'string', default: '' },
    ],
  };

  async trigger() {
    note(this, { activation: this.getActivationMode() });
    const orders = file(this, 'in');
    let taken = existsSync(orders) ? readFileSync(orders, 'utf8').split('\n').length - 1 : 0;
    const timer = setInterval(() => {
      const lines = existsSync(orders) ? readFileSync(orders, 'utf8').split('\n').slice(0, -1) : [];
      for (const line of lines.slice(taken)) {
        const { items, key } = JSON.parse(line);
        const done = this.helpers.createDeferredPromise();
        done.promise.then(
          (run) => note(this, { done: run?.status ?? null }),
          (error) => note(this, { refused: error.message }),
        );
        this.emit([items.map((json) => ({ json }))], undefined, done, key);
      }
      taken = lines.length;
    }, 20);
    return { closeFunction: async () => clearInterval(timer) };
  }

  async execute() {
    const entry = this.getExecuteData();
    const plan = this.getNodeParameter('plan', 0, '');
    const items = entry.data.main[0];
    note(this, {
      ran: plan,
      mode: this.getMode(),
      source: entry.source,
      metadata: entry.metadata ?? null,
      earlier: Object.keys(this.runExecutionData.resultData.runData),
      given: this.getInputData().length,
      items: items.map(({ json }) => json),
      texts: items.map((_, item) => this.getNodeParameter('text', item, '')),
    });
    if (plan === 'again' && entry.source === null) return again(this, entry);
    if (plan === 'again') return [[], items.map(({ json }, item) => ({ json, pairedItem: { item } }))];
    if (plan === 'throw') {
      watchEnd(this);
      entry.node = { ...entry.node, retryOnFail: false, onError: 'stopWorkflow', continueOnFail: false };
      throw new Error('as planned');
    }
    if (plan === 'quiet') entry.node = { ...entry.node, alwaysOutputData: false };
    return [[], []];
  }
}

function watchEnd(context) {
  context.onExecutionFinish(async () => {
    const { error, lastNodeExecuted } = context.runExecutionData.resultData;
    note(context, { finished: error?.message ?? null, last: lastNodeExecuted });
  });
}

function again(context, entry) {
  watchEnd(context);
  const { resultData, executionData } = context.runExecutionData;
  const restored = {
    startTime: 0,
    executionTime: 0,
    executionIndex: 0,
    executionStatus: 'success',
    hints: [],
  };
  const before = [{ json: { name: 'restored' }, pairedItem: { item: 0 } }];
  resultData.runData.Before = [{ ...restored, source: [], data: { main: [before] } }];
  resultData.runData[entry.node.name] = [{}];
  executionData.nodeExecutionStack.unshift({
    node: entry.node,
    data: { main: [[{ json: { name: 'again' } }]] },
    source: { main: [{ previousNode: 'Before', previousNodeOutput: 0, previousNodeRun: 0 }] },
    metadata: { probe: 7 },
  });
  return [[], []];
}

module.exports = { Probe };
