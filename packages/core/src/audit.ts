/** What happened, in the words of FEDzk's audit log. No field holds a secret. */
export interface AuditEvent {
  readonly user_id: string;
  readonly operation: string;
  readonly resource: string;
  readonly result: 'success' | 'failure';
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/** Where a package tells what it did; `AuditLog` of `@fedzk/audit` is one. */
export interface AuditSink {
  /** Resolves when the event is kept. */
  append(event: AuditEvent): Promise<unknown>;
}
