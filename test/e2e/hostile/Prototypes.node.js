// A node that says what has been planted in the objects of n8n's own process.
class Prototypes {
  description = {
    displayName: 'Prototypes',
    name: 'prototypes',
    group: ['transform'],
    version: 1,
    description: 'Looks for properties that every object has got',
    defaults: { name: 'Prototypes' },
    inputs: ['main'],
    outputs: ['main'],
    properties: [],
  };

  async execute() {
    const planted = [];
    for (const key in {}) planted.push(key);
    const names = [Object, Array, String, Function].map(({ prototype }) =>
      Object.getOwnPropertyNames(prototype),
    );
    const json = { planted, names: names.flat().join() };
    return [this.getInputData().map((_, item) => ({ json, pairedItem: { item } }))];
  }
}

module.exports = { Prototypes };
