/** Everything that is decided before the process starts; `config/settings.schema.json` says what each means. Frozen. */
export interface Settings {
  /** NODE_ENV=production: foreign Host headers and wrong database rights are refused. */
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** Stands over every page of a test system. */
  readonly ribbon: string | undefined;
  /** Absolute. */
  readonly dataDir: string;
  /** Undefined: the embedded server in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly databaseReadUrl: string | undefined;
  readonly databaseOwnerUrl: string | undefined;
  /** Master key; derive, never use as it is. */
  readonly secret: string;
  /** The master key before: opens what it sealed until that is sealed anew. */
  readonly secretPrevious: string | undefined;
  readonly adminEmail: string | undefined;
  readonly adminPassword: string | undefined;
  readonly role: "all" | "web" | "worker";
  /** What is saved in a plugin's folder shows at once. */
  readonly development: boolean;
  readonly safeMode: boolean;
  /** Absolute folders. */
  readonly pluginsDir: readonly string[];
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string | undefined;
  readonly log: { readonly level: string };
  readonly metrics: { readonly token: string | undefined };
  readonly db: {
    /** Times in milliseconds here and below. */
    readonly pool: { readonly max: number; readonly queue: number; readonly acquireTimeout: number };
    readonly statementTimeout: number;
    readonly namedStatements: boolean;
    readonly sharedBuffers: string;
    readonly maxConnections: number;
  };
  readonly http: {
    /** Further names this server answers to, with commas between. */
    readonly hosts: string | undefined;
    readonly trustedProxies: number;
    readonly connectionsPerAddress: number;
    readonly headersTimeout: number;
    readonly requestTimeout: number;
    readonly slowBodyAfter: number;
    readonly keepAliveTimeout: number;
    readonly requestsPerSocket: number;
  };
  readonly api: {
    /** Calls per token and class within `window` seconds; 0 is no limit. */
    readonly limits: {
      readonly window: number;
      readonly read: number;
      readonly write: number;
      readonly search: number;
      readonly export: number;
    };
  };
  /** Places of one's own network that may be called, with commas between. */
  readonly outbound: { readonly allow: string | undefined };
  /** Days; 0: for good. */
  readonly audit: { readonly keepDays: number };
  readonly backup: { readonly folder: string | undefined; readonly schedule: string; readonly keep: number };
  readonly shutdown: { readonly delay: number; readonly timeout: number };
}
