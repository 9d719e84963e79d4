/** An aggregator as a service: answers requests, and does what is due between them. */
export interface Service {
  /** Answers a request. Never rejects. */
  fetch(request: Request): Promise<Response>;
  /**
   * Does what is due: sends pending reports to the helper, opens, closes and collects rounds by the schedule, finishes steps
   * that a crash cut off, and sends stored events to the audit log. Call it regularly, from a timer or an alarm. Errors go to
   * `onError`; it never rejects.
   */
  tick(): Promise<void>;
  /** Aborts all requests to the other aggregator, and sends no more. Call it before a close. */
  stop?(): void;
}
