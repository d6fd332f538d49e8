import { quoted, type ScriptCandidates } from "./candidates.ts";

/** The script that zsh (5 and newer) sources. */
export function zshCompletion(project: string, scripts: readonly ScriptCandidates[]): string {
  // _describe takes "word:what it is", with the colons in the word escaped.
  const described = (word: string, text: string) =>
    quoted(`${word.replaceAll(":", "\\:")}:${text}`);
  const list = (items: readonly string[]) => items.map((item) => `\n      ${item}`).join("");
  const options = scripts
    .filter(({ options: all }) => all.length > 0)
    .map(
      ({ name, options: all }) =>
        `    ${quoted(name)}) candidates=(${list(all.map(({ flag, summary }) => described(flag, summary)))}\n    ) ;;`,
    );
  const withOptions = scripts
    .filter(({ options: all }) => all.length > 0)
    .map(({ name }) => name)
    .join("|");
  const values = scripts.flatMap(({ name, values: all }) =>
    all.map(({ flags, values: candidates, isFolder }) => {
      const patterns = flags.map((flag) => quoted(`${name} ${flag}`)).join(" | ");
      const reply = isFolder ? "_files -/" : `compadd -- ${candidates.map(quoted).join(" ")}`;
      return `    ${patterns}) ${isFolder || candidates.length > 0 ? reply : ":"} ;;`;
    }),
  );
  return `# Completion of ${project}'s npm scripts and their options. For every new shell, in the checkout's folder:
#   npm run -s completion -- zsh > ~/.${project}.zsh && echo 'source ~/.${project}.zsh' >> ~/.zshrc

# Whether the nearest package.json, which is the one npm takes, is this project's.
_cruddur_in_checkout() {
  local folder=$PWD
  while :; do
    if [[ -f $folder/package.json ]]; then
      [[ "$(<$folder/package.json)" == *'"name": "${project}"'* ]]
      return
    fi
    [[ -n $folder ]] || return 1
    folder=\${folder%/*}
  done
}

_cruddur_scripts() {
  local -a candidates=(${list(scripts.map(({ name, summary }) => described(name, summary)))}
  )
  _describe 'npm script' candidates
}

_cruddur_options() {
  local -a candidates
  case $1 in
${options.join("\n")}
  esac
  (( $#candidates )) && _describe 'option' candidates
}

# Completes what may stand after an option; fails for one that takes no value.
_cruddur_values() {
  case "$1 $2" in
${values.join("\n")}
    *) return 1 ;;
  esac
}

_cruddur_npm() {
  local state=start script='' word
  for word in \${words[2,CURRENT-1]}; do
    case $state in
      start) case $word in
        -*) ;;
        run|run-script|rum|urn) state=name ;;
        start|stop|test) script=$word state=script ;;
        t|tst) script=test state=script ;;
        *) state=other ;;
      esac ;;
      name) case $word in -*) ;; *) script=$word state=script ;; esac ;;
      script) [[ $word == -- ]] && state=options ;;
    esac
  done
  if ! _cruddur_in_checkout || [[ $state == (start|other) ]]; then
    [[ -n $_cruddur_previous ]] && $_cruddur_previous "$@"
    return
  fi
  case $state in
    name) _cruddur_scripts ;;
    script) [[ $script == (${withOptions}) ]] && compadd -- -- ;;
    options) _cruddur_values "$script" "\${words[CURRENT-1]}" || _cruddur_options "$script" ;;
  esac
}

(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
# Outside the checkout npm is completed as it was before.
[[ \${_comps[npm]:-} == _cruddur_npm ]] || typeset -g _cruddur_previous=\${_comps[npm]:-}
compdef _cruddur_npm npm
`;
}
