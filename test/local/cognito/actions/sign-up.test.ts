import assert from "node:assert/strict";
import { attributesFor, LocalPool, password, refusal, refused } from "../local-pool.ts";

describe("SignUp", () => {
  let pool: LocalPool;
  before(async () => {
    pool = await LocalPool.open();
  });
  after(() => pool.close());

  it("stores the user unconfirmed, sends a code and masks where it went", async () => {
    const { status, body } = await pool.signUp("dora@example.com");
    assert.equal(status, 200);
    assert.equal(body.UserConfirmed, false);
    assert.deepEqual(body.CodeDeliveryDetails, {
      AttributeName: "email",
      DeliveryMedium: "EMAIL",
      Destination: "d***@e***",
    });
    const mail = pool.mails.at(-1);
    assert.equal(mail?.to, "dora@example.com");
    assert.equal(mail.kind, "SignUp");
    assert.match(mail.code, /^\d{6}$/);
    assert.ok(mail.text.includes(mail.code));
    const user = await pool.call("AdminGetUser", { Username: "dora@example.com" });
    assert.equal(user.body.UserStatus, "UNCONFIRMED");
    assert.deepEqual(
      user.body.UserAttributes.find(({ Name }) => Name === "email_verified"),
      { Name: "email_verified", Value: "false" },
    );
  });

  const passwords: [string, string][] = [
    ["Short-1", "Password not long enough"],
    ["all-lower-case-1", "Password must have uppercase characters"],
    ["ALL-UPPER-CASE-1", "Password must have lowercase characters"],
    ["No-digit-at-all", "Password must have numeric characters"],
  ];
  for (const [Password, fault] of passwords) {
    it(`refuses the password ${Password}`, async () => {
      const answer = await pool.signUp("weak@example.com", { Password });
      assert.deepEqual(
        refusal(answer),
        refused("InvalidPasswordException", `Password did not conform with policy: ${fault}`),
      );
    });
  }

  it("refuses a password above 256 characters", async () => {
    const answer = await pool.signUp("weak@example.com", { Password: `Aa1${"x".repeat(254)}` });
    assert.equal(answer.body.__type, "InvalidParameterException");
    assert.match(answer.body.message, /'password' failed .* less than or equal to 256/);
  });

  it("names every required attribute that is missing", async () => {
    const answer = await pool.signUp("bare@example.com", { UserAttributes: [] });
    assert.deepEqual(
      refusal(answer),
      refused(
        "InvalidParameterException",
        "Attributes did not conform to the schema: name: The attribute is required\n" +
          "preferred_username: The attribute is required",
      ),
    );
  });

  it("refuses a required attribute that is empty", async () => {
    const UserAttributes = attributesFor("e@example.com").map((attribute) =>
      attribute.Name === "name" ? { Name: "name", Value: "" } : attribute,
    );
    const answer = await pool.signUp("e@example.com", { UserAttributes });
    assert.match(answer.body.message, /name: The attribute is required$/);
  });

  it("refuses an attribute that the pool does not have", async () => {
    const UserAttributes = [...attributesFor("c@example.com"), { Name: "custom:x", Value: "1" }];
    assert.deepEqual(
      refusal(await pool.signUp("c@example.com", { UserAttributes })),
      refused(
        "InvalidParameterException",
        "Attributes did not conform to the schema: Type for attribute {custom:x} could not be determined",
      ),
    );
  });

  for (const Name of ["sub", "email_verified", "phone_number"]) {
    it(`refuses ${Name}, which the client may not write`, async () => {
      const UserAttributes = [...attributesFor("w@example.com"), { Name, Value: "true" }];
      assert.deepEqual(
        refusal(await pool.signUp("w@example.com", { UserAttributes })),
        refused("NotAuthorizedException", "A client attempted to write unauthorized attribute"),
      );
    });
  }

  it("refuses a username that is no address, and an address that is none", async () => {
    assert.deepEqual(
      refusal(await pool.signUp("ada")),
      refused("InvalidParameterException", "Username should be an email."),
    );
    for (const address of ["ada@", "@example.com", "a da@example.com", "ada@example", "a@b@c.d"]) {
      assert.deepEqual(
        refusal(await pool.signUp(address)),
        refused("InvalidParameterException", "Invalid email address format."),
      );
    }
  });

  it("refuses an email that is not the username", async () => {
    const UserAttributes = attributesFor("other@example.com");
    const answer = await pool.signUp("one@example.com", { UserAttributes });
    assert.equal(answer.body.__type, "InvalidParameterException");
  });

  it("refuses an address that is taken, in whatever case", async () => {
    await pool.signUp("taken@example.com");
    const sent = pool.mails.length;
    assert.deepEqual(
      refusal(await pool.signUp("Taken@Example.COM")),
      refused("UsernameExistsException", "An account with the given email already exists."),
    );
    assert.equal(pool.mails.length, sent);
  });

  it("lets exactly one of many at once have an address", async () => {
    const answers = await Promise.all(
      ["race@example.com", "RACE@example.com", "race@EXAMPLE.com", "Race@example.com"].map(
        (email) => pool.signUp(email),
      ),
    );
    const types = answers.map(({ body }) => body.__type ?? "ok").sort();
    assert.deepEqual(types, [...Array<string>(3).fill("UsernameExistsException"), "ok"]);
    assert.equal(pool.mails.filter(({ to }) => /^race@/i.test(to)).length, 1);
  });

  it("refuses a client that does not exist", async () => {
    assert.deepEqual(
      refusal(await pool.signUp("x@example.com", { ClientId: "nobody" })),
      refused("ResourceNotFoundException", "User pool client nobody does not exist."),
    );
  });

  it("names the parameter that is missing", async () => {
    const answer = await pool.signUp("x@example.com", { Password: undefined });
    assert.deepEqual(
      refusal(answer),
      refused(
        "InvalidParameterException",
        "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null",
      ),
    );
  });

  it("stores no password as it was typed", async () => {
    await pool.addUser("hash@example.com");
    const { readdir, readFile } = await import("node:fs/promises");
    const files = await readdir(pool.directory, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const text = await readFile(`${file.parentPath}/${file.name}`, "utf8");
      assert.ok(!text.includes(password), file.name);
    }
  });
});
