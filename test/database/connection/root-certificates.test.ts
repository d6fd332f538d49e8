import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { rootCertificates } from "node:tls";
import { rdsCertificates } from "#lib/connection/rds-certificates";
import { withRootCertificates } from "#database/connection/root-certificates";

describe("withRootCertificates", () => {
  let directory: string;
  beforeEach(async () => {
    directory = path.join(await mkdtemp(path.join(tmpdir(), "cruddur-roots-")), "state");
  });
  afterEach(() => rm(path.dirname(directory), { recursive: true }));

  const given = (host: string, sslmode?: string, sslrootcert?: string) =>
    withRootCertificates(
      { host, port: 5432, user: "a", password: "b", database: "c", sslmode, sslrootcert },
      directory,
    );
  const authoritiesIn = async (file: string) =>
    (await readFile(file, "utf8")).match(/-----BEGIN[^]*?-----END CERTIFICATE-----/g)!;

  it("names a file of RDS's authorities for its hosts, for this user alone", async () => {
    const { sslrootcert } = await given("cruddur.c9a.us-east-1.rds.amazonaws.com");
    const pems = await authoritiesIn(sslrootcert!);
    assert.equal(pems.length, rdsCertificates().length);
    for (const pem of pems) assert.ok(new X509Certificate(pem).ca);
    assert.equal((await stat(sslrootcert!)).mode & 0o777, 0o600);
    assert.equal((await given("x.us-east-1.rds.amazonaws.com")).sslrootcert, sslrootcert);
    assert.deepEqual(await readdir(directory), [path.basename(sslrootcert!)]);
  });

  it("names a file of Node's for another host that is verified", async () => {
    const ways = [["verify-full", "system"], ["verify-full"], []];
    for (const way of ways) {
      const { sslrootcert } = await given("db.example.com", ...way);
      assert.equal((await authoritiesIn(sslrootcert!)).length, rootCertificates.length);
    }
  });

  it("keeps the file of the user's own", async () => {
    const file = path.join(path.dirname(directory), "own.pem");
    await writeFile(file, rootCertificates[0]!);
    assert.equal((await given("db.example.com", "verify-ca", file)).sslrootcert, file);
  });

  it("names none where nobody verifies: libpq would, given one", async () => {
    for (const sslmode of ["disable", "prefer", "require"]) {
      assert.equal((await given("db.example.com", sslmode)).sslrootcert, undefined);
    }
    await assert.rejects(readdir(directory));
  });
});
