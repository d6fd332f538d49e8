import assert from "node:assert/strict";
import fc from "fast-check";
import pg from "pg";
import { KEYWORDS } from "#lib/connection/keywords";
import { RefusedError } from "#lib/errors";
import { connectionUrlFor, parseConnectionUrl, type ServerAddress } from "#lib/connection/url";

const local: ServerAddress = {
  host: "127.0.0.1",
  port: 5432,
  user: "postgres",
  password: "password",
  database: "postgres",
  parameters: {},
};

// Any characters but a zero byte; `binary` leaves out half surrogates, which no URL can hold.
const text = fc.string({ unit: "binary" }).filter((it) => !it.includes("\0"));
const name = text.filter((it) => it !== "");
const database = name.filter((it) => Buffer.byteLength(it) <= 63);
const host = fc.constantFrom("127.0.0.1", "db.example.com", "::1", "/var/run/postgresql");

describe("connectionUrlFor", () => {
  it("names the maintenance database unless another is asked for", () => {
    assert.equal(connectionUrlFor(local), "postgresql://postgres:password@127.0.0.1:5432/postgres");
    assert.match(connectionUrlFor(local, "cruddur"), /\/cruddur$/);
  });

  it("carries any user, password, database and parameter through parseConnectionUrl", () => {
    fc.assert(
      fc.property(name, text, database, text, host, (user, password, name, sslrootcert, at) => {
        const address = { ...local, user, password, database: name, host: at };
        const whole = { ...address, parameters: { sslmode: "verify-full", sslrootcert } };
        assert.deepEqual(parseConnectionUrl(connectionUrlFor(whole)), whole);
      }),
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
          error instanceof RefusedError && /has an sslmode that is none of/.test(error.message),
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
    assert.throws(() => parseConnectionUrl("postgresql://a:b@c/%ff"), { name: "RefusedError" });
  });

  it("keeps what decides about TLS", () => {
    const url = "postgresql://a:b@c/d?sslmode=disable&sslrootcert=y%20z&connect_timeout=9";
    assert.deepEqual(parseConnectionUrl(url).parameters, {
      sslmode: "disable",
      sslrootcert: "y z",
    });
  });

  const away = {
    "": "verify-full",
    "?ssl=true": "verify-full",
    "?ssl=1": "verify-full",
    "?ssl=no-verify": "require",
    "?sslmode=allow": "require",
    "?sslmode=prefer": "require",
    "?sslmode=require": "require",
    "?sslmode=verify-ca": "verify-ca",
    "?sslmode=disable": "disable",
    "?uselibpqcompat=true&sslmode=require": "require",
  };
  for (const [words, sslmode] of Object.entries(away)) {
    it(`takes ${words || "no word"} off this machine as ${sslmode}`, () => {
      const { parameters } = parseConnectionUrl(`postgresql://a:b@db.example.com/c${words}`);
      assert.deepEqual(parameters, { sslmode });
    });
  }

  it("takes prefer as disable on this machine, and RDS as verify-full always", () => {
    const modeOf = (url: string) => parseConnectionUrl(url).parameters["sslmode"];
    for (const host of ["localhost", "localhost.", "127.0.0.1", "[::1]", "db"]) {
      assert.equal(modeOf(`postgresql://a:b@${host}/c?sslmode=prefer`), "disable");
      assert.equal(modeOf(`postgresql://a:b@${host}/c`), undefined);
    }
    const rds = "postgresql://a:b@cruddur.c9a.us-east-1.rds.amazonaws.com/c";
    assert.equal(modeOf(`${rds}?sslmode=disable`), "verify-full");
  });

  it("reads every place of a server", () => {
    const placeOf = (url: string) => {
      const { host, port, database } = parseConnectionUrl(url);
      return [host, port, database];
    };
    assert.deepEqual(placeOf("postgres://[2001:db8::1]:6432/d\n"), ["2001:db8::1", 6432, "d"]);
    assert.deepEqual(placeOf("postgresql:///d?host=/var/run&port=6432"), ["/var/run", 6432, "d"]);
    assert.deepEqual(placeOf("postgresql://%2Fvar%2Frun/d"), ["/var/run", 5432, "d"]);
    assert.deepEqual(placeOf(" POSTGRESQL://a@localhost.:1 "), ["localhost.", 1, "cruddur"]);
  });

  for (const [word, { does, but = [] }] of Object.entries(KEYWORDS)) {
    const of = (value: string) => `postgresql://a:b@127.0.0.1/c?${word}=${value}`;
    if (does === "harmless") {
      it(`takes ${word}, whatever it is, as it changes nothing`, () => {
        const { parameters } = parseConnectionUrl(of("s3cret"));
        assert.deepEqual(parameters, {});
      });
    } else if (does === "refused") {
      it(`refuses ${word} by its name, with what to do`, () => {
        assert.throws(
          () => parseConnectionUrl(of("s3cret")),
          (error) => {
            assert.ok(error instanceof RefusedError);
            assert.match(error.message, new RegExp(`has ${word} after the \\?`));
            assert.match(error.hint, /[Tt]ake it out|[Ww]rite/);
            assert.doesNotMatch(error.message + error.hint, /s3cret/);
            return true;
          },
        );
        for (const value of but) assert.doesNotThrow(() => parseConnectionUrl(of(value)));
      });
    }
  }

  const told: Readonly<Record<string, RegExp>> = {
    "postgresql://a:s3%E4cret@127.0.0.1/c": /codes in the password that are no UTF-8/,
    "postgresql://a%E4:s3cret@127.0.0.1/c": /codes in the user that are no UTF-8/,
    "postgresql://a:s3cret@127.0.0.1/%E4": /codes in the database's name/,
    "postgresql://a:s3cret@127.0.0.1/%00x": /code %00 in the database's name/,
    "postgresql://a:s3cret%00@127.0.0.1/c": /code %00 in the password/,
    "postgresql://a:s3%zzcret@127.0.0.1/c": /a % that is not part of a code/,
    [`postgresql://a:s3cret@127.0.0.1/${"x".repeat(64)}`]: /longer than 63 bytes/,
    "postgresql://a:s3cret@one,two/c": /names several hosts/,
    "postgresql://a:s3cret@one:5432,two:5432/c": /names several hosts/,
    "postgresql://a:s3cret@127.0.0.1/c?hostaddr=192.0.2.1": /has hostaddr after the \?/,
    "postgresql://a:s3cret%ff@127.0.0.1/c": /codes in the password that are no UTF-8/,
    "postgresql://a:s3cret@::1:5432/c": /a host or a port that cannot be read/,
    "postgresql://a:s3cret@ho$t/c": /neither a name nor an address/,
    "postgresql://a:s3cret@127.0.0.1:99999/c": /a port that is not between/,
    "postgresql://a:s3cret@127.0.0.1:+5432/c": /a port that is not between/,
    '"postgresql://a:s3cret@127.0.0.1/c"': /quotation marks around it/,
    "'postgresql://a:s3cret@127.0.0.1/c'": /quotation marks around it/,
    "host=127.0.0.1 password=s3cret": /a list of words with =/,
    "jdbc:postgresql://127.0.0.1/c?password=s3cret": /does not begin with postgresql/,
    "postgresql:a:s3cret@127.0.0.1/c": /does not begin with postgresql/,
    "postgresql://a:s3cret@127.0.0.1/c?sslmod=require": /the word sslmod after the \?/,
    "postgresql://a:s3cret@127.0.0.1/c?__proto__=1": /the word __proto__/,
    "postgresql://a:b@127.0.0.1/c?s3%1bcret=1": /has a word after/,
    "postgresql://a:s3cret@127.0.0.1/c?sslmode=require&sslmode=disable": /sslmode twice/,
    "postgresql://a:s3cret@127.0.0.1/c?ssl=1&sslmode=disable": /both ssl and sslmode/,
    "postgresql://a:s3cret@127.0.0.1/c?ssl=0": /an ssl that is none of/,
  };
  for (const [url, fault] of Object.entries(told)) {
    it(`names the fault: ${fault.source}`, () => {
      assert.throws(
        () => parseConnectionUrl(url, "PROD_CONNECTION_URL"),
        (error) => {
          assert.ok(error instanceof RefusedError);
          assert.match(error.message, fault);
          assert.match(
            error.message,
            /^PROD_CONNECTION_URL has|^PROD_CONNECTION_URL (is|does|names)/,
          );
          assert.doesNotMatch(`${error.message} ${error.hint}`, /s3|cret/);
          return true;
        },
      );
    });
  }

  it("ends in words for any text at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.boolean(), (rest, hasScheme) => {
        try {
          parseConnectionUrl(`${hasScheme ? "postgresql://" : ""}${rest}`);
        } catch (error) {
          assert.ok(error instanceof RefusedError, String(error));
        }
      }),
    );
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
  };
  for (const [fault, url] of Object.entries(malformed)) {
    it(`refuses ${fault}, with an example and without the password`, () => {
      assert.throws(
        () => parseConnectionUrl(url),
        (error) => {
          assert.ok(error instanceof RefusedError);
          assert.match(error.hint ?? "", /postgresql:\/\/postgres:p%40ss%2Fword@127\.0\.0\.1:5432/);
          assert.doesNotMatch(`${error.message} ${error.hint}`, /s3|cret/);
          assert.equal(error.cause, undefined);
          return true;
        },
      );
    });
  }
});
