import { set } from '../../../support/workflow';

/** What a node after the wait knows of the person, read in every way the editor offers. */
export const seen = {
  ofTrigger: "$('Entered').item.json.userId",
  ofEarlier: "$('Earlier').item.json.greeting",
  ofOwn: '$json.userId',
  outcome: '$json.wait.outcome',
};

/** A step before the wait, to be read after it. */
export const earlier = set('Earlier', { greeting: '"hello " + $json.userId' });

/** What `seen` comes to for a person. */
export const expected = (user: string, outcome: string) => ({
  ofTrigger: user,
  ofEarlier: `hello ${user}`,
  ofOwn: user,
  outcome,
});
