import fc from 'fast-check';

/**
 * The one seed of everything random in a test run. jest draws it, prints it at the end and takes it back:
 * `npm run test:unit -- --seed 123` plays the same run again.
 */
export const seed = jest.getSeed();

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });

/** fast-check with the seed of the run. Tests take it from here; a lint rule refuses the package itself. */
export { fc };
