/** How a tunnel is opened: by which instance, from which port of this machine, to which database. */
export interface TunnelWay {
  readonly region: string;
  /** `i-…` */
  readonly instanceId: string;
  readonly localPort: number;
  readonly host: string;
  readonly port: number;
  /** Holds the key that is made for this tunnel, and the instance's own as it was first seen. */
  readonly directory: string;
}

/** The login of Amazon Linux. */
const USER = "ec2-user";

/** One command with its arguments. None of them is secret. */
export type CommandLine = readonly [program: string, ...args: string[]];

const keyFileOf = (directory: string) => `${directory}/key`;

/** Makes a key pair for this tunnel alone. */
export function keyCommand({ directory }: Pick<TunnelWay, "directory">): CommandLine {
  const comment = ["-C", "cruddur tunnel"];
  return ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", ...comment, "-f", keyFileOf(directory)];
}

/** Lets that key in to the instance, for a minute (EC2 Instance Connect). */
export function pushKeyCommand({ region, instanceId, directory }: TunnelWay): CommandLine {
  return [
    "aws",
    "ec2-instance-connect",
    "send-ssh-public-key",
    "--region",
    region,
    "--instance-id",
    instanceId,
    "--instance-os-user",
    USER,
    "--ssh-public-key",
    `file://${keyFileOf(directory)}.pub`,
    "--output",
    "json",
  ];
}

/**
 * Holds the tunnel: ssh through an EC2 Instance Connect Endpoint, which leads to port 22 of an instance without an
 * address of its own, and from there to the database.
 */
export function tunnelCommand(way: TunnelWay): CommandLine {
  const { region, instanceId, localPort, host, port, directory } = way;
  const proxy = `aws ec2-instance-connect open-tunnel --region ${region} --instance-id ${instanceId}`;
  const options = [
    `ProxyCommand=${proxy}`,
    "ExitOnForwardFailure=yes",
    "BatchMode=yes",
    "IdentitiesOnly=yes",
    "ServerAliveInterval=30",
    // Instance Connect has authenticated both ends, and the database's own certificate is verified inside.
    "StrictHostKeyChecking=accept-new",
    `UserKnownHostsFile="${directory}/known_hosts"`,
    "LogLevel=ERROR",
  ];
  return [
    "ssh",
    "-N",
    "-L",
    `127.0.0.1:${localPort}:${host}:${port}`,
    "-i",
    keyFileOf(directory),
    ...options.flatMap((option) => ["-o", option]),
    `${USER}@${instanceId}`,
  ];
}

/** A command as it is typed at a shell's prompt. */
export function typedCommand(line: CommandLine): string {
  return line
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(" ");
}

/** The version in `aws --version`: "aws-cli/2.31.0 Python/3.13 …" is [2, 31]. */
export function parseAwsVersion(text: string): readonly [number, number] | undefined {
  const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(text.trim()) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

/** Whether it has `ec2-instance-connect open-tunnel`, which came with 2.12. */
export function canOpenTunnel(version: readonly [number, number] | undefined): boolean {
  return version !== undefined && (version[0] > 2 || (version[0] === 2 && version[1] >= 12));
}
