import assert from "node:assert/strict";
import {
  canOpenTunnel,
  keyCommand,
  parseAwsVersion,
  pushKeyCommand,
  tunnelCommand,
  typedCommand,
} from "#lib/tunnel-command";

const way = {
  region: "eu-west-1",
  instanceId: "i-0123456789abcdef0",
  localPort: 15_432,
  host: "cruddur-prod.abc.eu-west-1.rds.amazonaws.com",
  port: 5432,
  directory: "/tmp/tunnel",
};

describe("tunnelCommand", () => {
  it("forwards a port of this machine alone to the database, through the endpoint to port 22", () => {
    const line = tunnelCommand(way);
    assert.deepEqual(line.slice(0, 4), [
      "ssh",
      "-N",
      "-L",
      "127.0.0.1:15432:cruddur-prod.abc.eu-west-1.rds.amazonaws.com:5432",
    ]);
    assert.ok(
      line.includes(
        "ProxyCommand=aws ec2-instance-connect open-tunnel --region eu-west-1 --instance-id i-0123456789abcdef0",
      ),
    );
    assert.equal(line.at(-1), "ec2-user@i-0123456789abcdef0");
  });

  it("gives up at once when the port is taken or a question would be asked", () => {
    const line = tunnelCommand(way);
    assert.ok(line.includes("ExitOnForwardFailure=yes"));
    assert.ok(line.includes("BatchMode=yes"));
  });
});

describe("pushKeyCommand", () => {
  it("lets in the public half of the key that keyCommand makes", () => {
    const file = keyCommand(way).at(-1)!;
    assert.ok(pushKeyCommand(way).includes(`file://${file}.pub`));
    assert.ok(tunnelCommand(way).includes(file));
  });
});

describe("typedCommand", () => {
  it("quotes what a shell would take apart", () => {
    assert.equal(typedCommand(["a", "b c", "it's", "", "x=1"]), `a 'b c' 'it'\\''s' '' x=1`);
  });
});

describe("canOpenTunnel", () => {
  it("wants the AWS command line 2.12 or newer", () => {
    const can = (text: string) => canOpenTunnel(parseAwsVersion(text));
    assert.equal(can("aws-cli/2.31.4 Python/3.13.7 Linux/6.8 exe/x86_64\n"), true);
    assert.equal(can("aws-cli/2.12.0 Python/3.11.4"), true);
    assert.equal(can("aws-cli/3.0.0"), true);
    assert.equal(can("aws-cli/2.11.9 Python/3.11.4"), false);
    assert.equal(can("aws-cli/1.45.11 Python/3.11.7"), false);
    assert.equal(can("something else"), false);
  });
});
