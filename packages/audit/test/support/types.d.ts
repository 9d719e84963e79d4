declare module 'glossy' {
  interface Parsed {
    readonly prival: number;
    readonly facility: string;
    readonly severity: string;
    readonly type: string;
    readonly time: Date;
    readonly host: string | null;
    readonly appName: string | null;
    readonly pid: string | null;
    readonly msgID: string | null;
    readonly structuredData: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly message: string;
  }
  export const Parse: { parse(line: string): Parsed };
}

declare module 'nsyslog-parser' {
  interface Parsed {
    readonly type: string;
    readonly cef: Readonly<Record<string, string>>;
    readonly fields: Readonly<Record<string, string>>;
  }
  const parse: (line: string) => Parsed;
  export default parse;
}
