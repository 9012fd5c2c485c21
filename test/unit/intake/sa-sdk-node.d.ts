declare module 'sa-sdk-node' {
  /** What the tests use of the SDK, which brings no types. */
  export default class SensorsAnalytics {
    disableReNameOption(): void;
    submitTo(
      options: { readonly url: string; readonly gzip?: boolean; readonly mode?: string },
      batches?: { readonly count?: number },
    ): void;
    track(distinctId: string, event: string, properties?: object): void;
    trackSignup(distinctId: string, originalId: string, properties?: object): void;
    profileSet(distinctId: string, properties: object): void;
    profileSetOnce(distinctId: string, properties: object): void;
    profileIncrement(distinctId: string, properties: object): void;
    profileAppend(distinctId: string, properties: object): void;
    profileUnset(distinctId: string, keys: readonly string[]): void;
  }
}
