import type { ScriptCandidates } from "./candidates.ts";

/** In fish a backslash and a quote are escaped within single quotes, and nothing else is. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;

/** The script that fish (3 and newer) sources. */
export function fishCompletion(project: string, scripts: readonly ScriptCandidates[]): string {
  const offer = (condition: string, word: string, summary: string) =>
    `complete -c npm -f -n ${quoted(condition)} -a ${quoted(word)} -d ${quoted(summary)}`;
  const names = scripts.map(({ name, summary }) => offer("__cruddur_wants_script", name, summary));
  const options = scripts.flatMap(({ name, options: all }) =>
    all.map(({ flag, summary }) => offer(`__cruddur_wants_option ${name}`, flag, summary)),
  );
  const values = scripts.flatMap(({ name, values: all }) =>
    all.flatMap(({ flags, values: candidates, isFolder }) => {
      const condition = `__cruddur_wants_value ${name} ${flags.join(" ")}`;
      if (isFolder) {
        return [`complete -c npm -f -n ${quoted(condition)} -a '(__cruddur_folders)'`];
      }
      return candidates.map((value) => offer(condition, value, ""));
    }),
  );
  const valueFlags = scripts.flatMap(({ name, values: all }) =>
    all.length === 0
      ? []
      : [
          `        case ${quoted(name)}\n            contains -- $argv[2] ${all.flatMap(({ flags }) => flags).join(" ")}`,
        ],
  );
  return `# Completion of ${project}'s npm scripts and their options. Once for every new shell, in the checkout's folder:
#   npm run -s completion -- fish > ~/.config/fish/conf.d/${project}.fish

# Whether the nearest package.json, which is the one npm takes, is this project's.
function __cruddur_in_checkout
    set -l folder $PWD
    while true
        if test -f "$folder/package.json"
            string match -q '*"name": "${project}"*' -- (cat "$folder/package.json")
            return
        end
        test -n "$folder"; or return 1
        set folder (string replace -r '/[^/]*$' '' -- $folder)
    end
end

# Prints what is to be typed next (start, name, script, options or other), then the script.
function __cruddur_state
    set -l state start
    set -l script
    for word in (commandline -opc)[2..-1]
        switch $state
            case start
                switch $word
                    case '-*'
                    case run run-script rum urn
                        set state name
                    case start stop test
                        set state script
                        set script $word
                    case t tst
                        set state script
                        set script test
                    case '*'
                        set state other
                end
            case name
                switch $word
                    case '-*'
                    case '*'
                        set state script
                        set script $word
                end
            case script
                test "$word" = --; and set state options
        end
    end
    echo $state
    echo $script
end

function __cruddur_takes_value
    switch "$argv[1]"
${valueFlags.join("\n")}
        case '*'
            return 1
    end
end

function __cruddur_wants_script
    __cruddur_in_checkout; and test (__cruddur_state)[1] = name
end

function __cruddur_folders
    for folder in (commandline -ct)*/
        echo $folder
    end
end

# Whether it is for this script to say what may come; a file's name is not.
function __cruddur_decides
    contains (__cruddur_state)[1] name script options; and __cruddur_in_checkout
end

function __cruddur_wants_hyphens
    set -l state (__cruddur_state)
    test $state[1] = script; and __cruddur_in_checkout; or return 1
    contains $state[2] ${scripts.flatMap(({ name, options: all }) => (all.length > 0 ? [name] : [])).join(" ")}
end

function __cruddur_wants_option
    set -l state (__cruddur_state)
    test "$state" = "options $argv[1]"; and __cruddur_in_checkout; or return 1
    not __cruddur_takes_value $argv[1] (commandline -opc)[-1]
end

function __cruddur_wants_value
    set -l state (__cruddur_state)
    test "$state" = "options $argv[1]"; and __cruddur_in_checkout; or return 1
    contains -- (commandline -opc)[-1] $argv[2..-1]
end

complete -c npm -f -n __cruddur_decides
${offer("__cruddur_wants_hyphens", "--", "options of the script follow")}
${[...names, ...options, ...values].join("\n")}
`;
}
