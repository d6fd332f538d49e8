import assert from "node:assert/strict";
import fc from "fast-check";
import pg from "pg";
import { UserError } from "#lib/errors";
import { connectionUrlFor, parseConnectionUrl, type ServerAddress } from "#lib/connection/url";

const local: ServerAddress = {
  host: "127.0.0.1",
  port: 5432,
  user: "postgres",
  password: "password",
  database: "postgres",
  parameters: {},
};

// Any characters at all; `binary` leaves out half surrogates, which no URL can hold.
const text = fc.string({ unit: "binary" });
const name = fc.string({ unit: "binary", minLength: 1 });
const host = fc.constantFrom("127.0.0.1", "db.example.com", "::1", "/var/run/postgresql");

describe("connectionUrlFor", () => {
  it("names the maintenance database unless another is asked for", () => {
    assert.equal(connectionUrlFor(local), "postgresql://postgres:password@127.0.0.1:5432/postgres");
    assert.match(connectionUrlFor(local, "cruddur"), /\/cruddur$/);
  });

  it("carries any user, password, database and parameter through parseConnectionUrl", () => {
    fc.assert(
      fc.property(
        name,
        text,
        name,
        text,
        host,
        (user, password, database, application_name, at) => {
          const address = { ...local, user, password, database, host: at };
          const whole = { ...address, parameters: { application_name } };
          assert.deepEqual(parseConnectionUrl(connectionUrlFor(whole)), whole);
        },
      ),
    );
  });

  it("is read by pg as it was meant, whatever the password", () => {
    fc.assert(
      fc.property(name, name, (user, password) => {
        const client = new pg.Client(connectionUrlFor({ ...local, user, password }));
        assert.deepEqual([client.user, client.password], [user, password]);
      }),
    );
  });
});

describe("parseConnectionUrl", () => {
  it("refuses an sslmode that libpq does not know, as it might verify nothing", () => {
    for (const sslmode of ["verify_full", "no-verify", "VERIFY-FULL", ""]) {
      assert.throws(
        () => parseConnectionUrl(`postgresql://a:b@db.example.com/c?sslmode=${sslmode}`),
        (error) =>
          error instanceof UserError && /has an sslmode that is none of/.test(error.message),
      );
    }
  });

  it("fills in what the URL leaves out", () => {
    assert.deepEqual(parseConnectionUrl("postgres://localhost"), {
      ...local,
      host: "localhost",
      password: "",
      database: "cruddur",
    });
  });

  for (const [code, database] of Object.entries({
    "pro%20d%3F%23%25%C3%BC": "pro d?#%ü",
    "a%2Fb%40c%3Ad": "a/b@c:d",
  })) {
    it(`reaches ${database}, as libpq does`, () => {
      const address = parseConnectionUrl(`postgresql://a:b@c/${code}?sslmode=disable`);
      assert.equal(address.database, database);
      assert.equal(parseConnectionUrl(connectionUrlFor(address)).database, database);
    });
  }

  it("refuses codes in the database's name that are no characters", () => {
    assert.throws(() => parseConnectionUrl("postgresql://a:b@c/%ff"), { name: "UserError" });
  });

  it("keeps the parameters", () => {
    const { parameters } = parseConnectionUrl("postgresql://a:b@c/d?sslmode=disable&x=y%20z");
    assert.deepEqual(parameters, { sslmode: "disable", x: "y z" });
  });

  const malformed: Record<string, string> = {
    "another scheme": "mysql://postgres:s3cret@127.0.0.1/cruddur",
    "no scheme": "postgres:s3cret@127.0.0.1/cruddur",
    "an @ in the password": "postgresql://postgres:s3@cret@127.0.0.1/cruddur",
    "a / in the password": "postgresql://postgres:s3/cret@127.0.0.1/cruddur",
    "a ? in the password": "postgresql://postgres:12?s3cret@127.0.0.1/cruddur",
    "a # in the password": "postgresql://postgres:12#s3cret@127.0.0.1/cruddur",
    "a bare % in the password": "postgresql://postgres:s3%cret@127.0.0.1/cruddur",
    "a space in the password": "postgresql://postgres:s3 cret@127.0.0.1/cruddur",
    "a port that is a word": "postgresql://postgres:s3cret@127.0.0.1:five/cruddur",
    "port 0": "postgresql://postgres:s3cret@127.0.0.1:0/cruddur",
    "two hosts": "postgresql://postgres:s3cret@one:5432,two:5432/cruddur",
    "a second host for psql": "postgresql://postgres:s3cret@127.0.0.1/cruddur?hostaddr=192.0.2.1",
    "a code that is no character": "postgresql://postgres:s3cret%ff@127.0.0.1/cruddur",
  };
  for (const [fault, url] of Object.entries(malformed)) {
    it(`refuses ${fault}, with an example and without the password`, () => {
      assert.throws(
        () => parseConnectionUrl(url),
        (error) => {
          assert.ok(error instanceof UserError);
          assert.match(error.hint ?? "", /postgresql:\/\/postgres:p%40ss%2Fword@127\.0\.0\.1:5432/);
          assert.doesNotMatch(`${error.message} ${error.hint}`, /s3|cret/);
          assert.equal(error.cause, undefined);
          return true;
        },
      );
    });
  }
});
