/** An aggregator as a service: requests, and what has to be done between them. */
export interface Service {
  /** Answers a request. It never rejects. */
  fetch(request: Request): Promise<Response>;
  /**
   * Does what is due: sends pending reports to the helper, opens, closes and collects rounds by the schedule, ends what a crash
   * has cut off, and tells the audit log what it does not have. To be called now and then, by a timer or an alarm. What fails
   * is told to `onError`; it never rejects.
   */
  tick(): Promise<void>;
  /** Aborts what is asked of the other aggregator, and asks nothing more: before a close. */
  stop?(): void;
}
