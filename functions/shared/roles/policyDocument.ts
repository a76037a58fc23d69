/** A policy as JSON, as the connection's roles and the stacks have them. */
export interface PolicyDocument<S extends Statement = Statement> {
  Version: '2012-10-17';
  Statement: S[];
}

/** As far as our own documents have members; those that AWS hands back are read as unknown. */
export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | { Service: string } | { AWS: string | string[] };
  Action: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}
