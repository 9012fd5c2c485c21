import { Lab } from './lab';

/** Tests that change nothing but workflows and people of their own, in the lab they are given. */
export type LabSuite = (open: () => Promise<Lab>) => void;

/** Registers suites that share one lab: starting n8n takes longer than most of them. The clock goes on from one to the next. */
export function inOneLab(...suites: readonly LabSuite[]): void {
  let lab: Promise<Lab> | undefined;
  const open = (): Promise<Lab> =>
    (lab ??= Lab.open().catch((error: unknown) => {
      lab = undefined;
      throw error;
    }));
  afterAll(async () => {
    await (await lab)?.close();
  });
  for (const suite of suites) suite(open);
}
