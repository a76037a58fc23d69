/**
 * One permission that a call needs: evaluated before the operation runs.
 * `resourceArn` is `*` for an action without resource types.
 */
export interface AccessCheck {
  action: string;
  resourceArn: string;
  /** The account that owns the resource; the caller's own for `*`. */
  resourceAccountId: string;
  /** Condition keys of this request, beyond those that every request has. */
  context?: Record<string, string | string[]>;
  /**
   * `account`: the usual rules. `identity`: by the caller's identity policies and boundary alone, wherever the resource is:
   * for a resource of another account that the service does not ask (AMP's CreateScraper on the target workspace).
   */
  mode?: 'account' | 'identity';
  /** The resource's own policy, as JSON text, of a service whose resources have one and whose check asks it. */
  resourcePolicy?: string;
  /** What the service says of a refusal, where it has words of its own. */
  refusal?: string;
  /** For a call that AWS is assumed, not known, to check: where the assumption comes from. */
  assumed?: string;
}
