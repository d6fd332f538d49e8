import { readFileSync } from "node:fs";
import path from "node:path";
import { tsImport } from "tsx/esm/api";
import tseslint from "typescript-eslint";

const { arrowFault, importedFile } = await tsImport("./lib/rooms/rooms.ts", import.meta.url);

const ROOMS = readJson("rooms.json");

/** An import that rooms.json does not allow, where it is typed. The rooms are an option, and so part of the cache's key. */
const arrows = {
  meta: { type: "problem", schema: { type: "array" }, messages: { arrow: "{{fault}}" } },
  create(context) {
    const [rooms, aliases] = context.options;
    const file = path.relative(import.meta.dirname, context.filename).replaceAll(path.sep, "/");
    const check = ({ source }) => {
      if (source?.type !== "Literal") return;
      const imported = importedFile(file, String(source.value), aliases);
      const fault = imported && arrowFault(rooms, file, imported);
      if (fault) context.report({ node: source, messageId: "arrow", data: { fault } });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      TSImportType: check,
    };
  },
};

/** Packages that have no business in a room, and why. */
const PACKAGES = {
  lambda: [
    {
      group: ["zx", "esbuild", "cognito-local*", "@pulumi/*", "node-pg-migrate"],
      message: "Functions stay small: lib/, sql/, pg and what a handler needs.",
    },
    {
      group: ["#lib/bundle/*", "#lib/terminal", "#lib/terminal/*", "#lib/root"],
      message: "This part of lib/ is for commands; it would be bundled into the function.",
    },
  ],
  lib: [
    {
      group: ["zx", "pg", "@pulumi/*", "cognito-local*"],
      allowTypeImports: true,
      message: "lib/ knows neither servers nor stacks.",
    },
  ],
  "lib/domain": [{ regex: "^(?!\\./)", message: "lib/domain/ runs in a browser too." }],
  web: [{ group: ["node:*"], message: "The page runs in a browser." }],
};

const packageRules = Object.entries(PACKAGES).map(([room, patterns]) => ({
  files: [`${room}/**/*.ts`],
  rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] },
}));

const NO_BARRELS = {
  selector: "ExportAllDeclaration",
  message: "No barrels: import from the file that has it.",
};

/** Only rules that look at one file, so that what is cached of it stays true; .oxlintrc.json has those that need types. */
export default tseslint.config(
  { ignores: ["node_modules/", ".local/", "sql/statements/*.ts", "**/*.cjs"] },
  ...tseslint.configs.recommended,
  {
    files: ["**/*.ts"],
    rules: {
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
      "no-restricted-syntax": ["error", NO_BARRELS],
    },
  },
  {
    files: ["lambda/**/*.ts", "database/**/*.ts", "lib/**/*.ts"],
    rules: { "no-console": ["error", { allow: ["error"] }] },
  },
  {
    files: ["cli/**/*.ts", "scripts/**/*.ts", "shell/**/*.ts", "targets/**/*.ts", "local/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        NO_BARRELS,
        {
          selector:
            "CallExpression[callee.object.name='console'], " +
            "CallExpression[callee.property.name='write'][callee.object.property.name=/^std(out|err)$/]" +
            ":not([arguments.0.callee.name='printable']):not([arguments.0.type='Literal'])",
          message: "What is written for people goes through printable() of lib/terminal.ts.",
        },
      ],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: { "max-lines": "off" },
  },
  {
    files: Object.keys(ROOMS).map((room) => (/\.\w+$/.test(room) ? room : `${room}/**/*.ts`)),
    plugins: { rooms: { rules: { arrows } } },
    rules: { "rooms/arrows": ["error", ROOMS, readJson("package.json").imports] },
  },
  ...packageRules,
);

function readJson(name) {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, name), "utf8"));
}
