import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

export type Shell = "bash" | "zsh" | "fish";

/** Whether a program is on the PATH. */
export function isInstalled(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The words, sorted, that a shell with a script sourced offers for a line's last one when Tab is pressed. */
export async function completionsOf(
  shell: Shell,
  script: string,
  line: string,
  cwd: string,
): Promise<string[]> {
  const { args, code } = DRIVERS[shell];
  const { stdout } = await promisify(execFile)(shell, [...args, code, script, line], {
    cwd,
    env: { ...process.env, CRUDDUR_SCRIPT: script, CRUDDUR_LINE: line, TERM: "dumb" },
    timeout: 15_000,
  });
  return [...new Set(stdout.split(/\r?\n/).filter(Boolean))].sort();
}

/** bash calls the function that the script registered, with the line as readline would give it. */
const BASH = `
npm_before() { COMPREPLY=(as-before); }
complete -o default -F npm_before npm
source "$0"
source "$0"
COMP_LINE=$1 COMP_POINT=\${#1}
"$(complete -p npm | sed -n 's/.* -F \\([^ ]*\\) .*/\\1/p')" npm
printf '%s\\n' "\${COMPREPLY[@]}"
`;

/** zsh completes in a terminal only, so one is made; its compadd also prints what it offers, on another stream. */
const ZSH = `
zmodload zsh/zpty
exec 3>&1
export CRUDDUR_SETUP='
  autoload -Uz compinit && compinit -u -D
  _npm_before() { compadd as-before }
  compdef _npm_before npm
  source $CRUDDUR_SCRIPT; source $CRUDDUR_SCRIPT
  compadd() {
    local options="\${@[1,(i)(-|--)]}"
    if [[ $options == *-[OAD]* ]]; then builtin compadd "$@"; return; fi
    local -a hits
    builtin compadd -A hits "$@"
    (( $#hits )) && print -rl -- $hits >&3
    builtin compadd "$@"
  }
  press-tab() { BUFFER=$CRUDDUR_LINE; CURSOR=$#BUFFER; zle complete-word; exit }
  zle -N zle-line-init press-tab
'
zpty inner zsh -f -i
zpty -w inner 'eval $CRUDDUR_SETUP'
while zpty -r inner text; do :; done
zpty -d inner
`;

const FISH = `
complete -c npm -f -a as-before -n 'not __cruddur_in_checkout'
source $argv[1]
complete -C $argv[2] | string replace -r '\\t.*' ''
true
`;

const DRIVERS = {
  bash: { args: ["--norc", "--noprofile", "-c"], code: BASH },
  zsh: { args: ["-f", "-c"], code: ZSH },
  fish: { args: ["--no-config", "-c"], code: FISH },
} as const;
