import tseslint from "typescript-eslint";

/** Which rooms a room may import from; everything else of ours is closed to it. The architecture test says the same. */
const ROOMS = {
  lib: [],
  cli: ["lib"],
  database: ["lib", "cli"],
  shell: ["lib", "cli", "database"],
  lambda: ["lib", "sql"],
  sql: ["lib"],
  local: ["lib", "cli", "database"],
  targets: ["lib", "cli", "database", "cloud", "local"],
  bench: ["lib", "cli", "database", "local", "sql"],
  cloud: ["lib", "cli"],
  infra: ["lib"],
  policy: ["lib"],
  scripts: [
    "lib",
    "cli",
    "sql",
    "database",
    "lambda",
    "local",
    "cloud",
    "targets",
    "shell",
    "bench",
  ],
  web: [],
};

const ALIASES = {
  lib: "#lib/",
  cli: "#cli/",
  targets: "#targets/",
  shell: "#shell/",
  database: "#database/",
  local: "#local/",
  sql: "#sql/",
  cloud: "#cloud/",
};

/** Packages that have no business in a room, and why. */
const PACKAGES = {
  lambda: [
    {
      group: ["zx", "commander", "esbuild", "cognito-local*", "@pulumi/*", "node-pg-migrate"],
      message: "Functions stay small: lib/, sql/, pg and what a handler needs.",
    },
    {
      group: ["#lib/bundle/*", "#lib/terminal", "#lib/root"],
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
  web: [{ group: ["node:*"], message: "The page runs in a browser." }],
};

/** Parts of a room that may do more: the migrator does on AWS what the chores do here, by the same code. */
const PARTS = { "lambda/migrator": ["database"] };

const roomRules = [
  ...Object.entries(ROOMS).map(([room, allowed]) => [room, room, allowed]),
  ...Object.entries(PARTS).map(([part, more]) => {
    const room = part.split("/")[0];
    return [part, room, [...ROOMS[room], ...more]];
  }),
].map(([folder, room, allowed]) => {
  const closed = Object.keys(ROOMS).filter((other) => other !== room && !allowed.includes(other));
  return {
    files: [`${folder}/**/*.ts`],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: closed
                .flatMap((other) => [
                  `**/${other}/**`,
                  ...(ALIASES[other] ? [`${ALIASES[other]}**`] : []),
                ])
                .filter((pattern) => pattern !== "**/cognito-local/**"),
              message: `${room}/ may import from ${["its own folder", ...allowed.map((name) => `${name}/`)].join(", ")}.`,
            },
            ...(PACKAGES[room] ?? []),
          ],
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ["node_modules/", ".local/", "sql/statements/*.ts", "**/*.cjs"] },
  ...tseslint.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.js"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
  },
  {
    files: ["**/*.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { arguments: false } },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: "ExportAllDeclaration",
          message: "No barrels: import from the file that has it.",
        },
      ],
    },
  },
  {
    files: ["lambda/**/*.ts", "database/**/*.ts", "lib/**/*.ts"],
    rules: { "no-console": ["error", { allow: ["error"] }] },
  },
  { files: ["cli/run-main.ts", "cli/command.ts", "cli/steps.ts"], rules: { "no-console": "off" } },
  {
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-floating-promises": "error", "max-lines": "off" },
  },
  ...roomRules,
);
