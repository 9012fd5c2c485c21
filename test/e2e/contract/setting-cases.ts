const SETTINGS = {
  'Always Output Data': { alwaysOutputData: true },
  'On Error = Continue': { onError: 'continueRegularOutput' },
  'On Error = Continue (error output)': { onError: 'continueErrorOutput' },
  'Execute Once': { executeOnce: true },
  'Retry On Fail': { retryOnFail: true, maxTries: 2, waitBetweenTries: 10 },
};

/** A node's settings, under the names the editor shows. */
export interface SettingCase {
  readonly name: string;
  readonly setting: Record<string, unknown>;
}

/** Each setting that could defeat parking, alone, and each pair that can be set together. */
export const SETTING_CASES: readonly SettingCase[] = Object.entries(SETTINGS).flatMap(
  ([name, setting], index, all) => [
    { name, setting },
    ...all
      .slice(index + 1)
      .filter(([, other]) => !('onError' in setting && 'onError' in other))
      .map(([otherName, other]) => ({ name: `${name} + ${otherName}`, setting: { ...setting, ...other } })),
  ],
);
