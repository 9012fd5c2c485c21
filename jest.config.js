/**
 * Seven projects, from fast to slow, because they need different things: `unit` nothing, `store` a PostgreSQL for
 * its second half, `nodes` the built package, `hostile` half a minute, `browser` a Chromium and a real n8n, `e2e` a
 * real n8n, `chaos` servers of its own too. One can be run alone with `--selectProjects`.
 */

/** Packages that ship only ES modules; everything else in node_modules is loaded as it is, which is much faster. */
const ESM_ONLY = ['kysely', 'tinybench'];

const transform = {
  '^.+\\.[cm]?[jt]sx?$': [
    '@swc/jest',
    {
      sourceMaps: 'inline',
      module: { type: 'commonjs' },
      jsc: {
        target: 'es2023',
        parser: { syntax: 'typescript', decorators: true },
        keepClassNames: true,
      },
    },
  ],
};

const project = (name) => ({
  displayName: name,
  rootDir: __dirname,
  roots: ['<rootDir>/test'],
  testEnvironment: 'node',
  // Sources first: beside `clock.ts` lies the `clock.cjs` that n8n preloads.
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testPathIgnorePatterns: ['/node_modules/'],
  modulePathIgnorePatterns: ['<rootDir>/test/host/node_modules/'],
  transform,
  transformIgnorePatterns: [`/node_modules/(?!(?:${ESM_ONLY.join('|')})/)`],
});

module.exports = {
  // One seed decides everything random (test/support/random.ts); `--seed` plays a run again.
  showSeed: true,
  testSequencer: '<rootDir>/test/sequencer.cjs',
  projects: ['unit', 'store', 'nodes', 'hostile', 'browser', 'e2e', 'chaos'].map(project),
};
