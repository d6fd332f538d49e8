import { quoted, type ScriptCandidates } from "./candidates.ts";

/** The script that bash (3.2 and newer) sources. */
export function bashCompletion(project: string, scripts: readonly ScriptCandidates[]): string {
  const words = (list: readonly string[]) => quoted(list.join(" "));
  const options = scripts
    .filter(({ options: list }) => list.length > 0)
    .map(
      ({ name, options: list }) =>
        `    ${quoted(name)}) echo ${words(list.map(({ flag }) => flag))} ;;`,
    );
  const values = scripts.flatMap(({ name, values: list }) =>
    list.flatMap(({ flags, values: candidates, isFolder }) =>
      flags.map((flag) => {
        const reply = isFolder ? "<folder>" : candidates.join(" ");
        return `    ${quoted(`${name} ${flag}`)}) echo ${quoted(reply)} ;;`;
      }),
    ),
  );
  return `# Completion of ${project}'s npm scripts and their options. For every new shell:
#   echo 'source <(npm run -s completion -- bash)' >> ~/.bashrc     in the checkout's folder, or
#   npm run -s completion -- bash > ~/.local/share/${project}.bash   and source that file

# Whether the nearest package.json, which is the one npm takes, is this project's.
_cruddur_in_checkout() {
  local folder=$PWD
  while :; do
    if [ -f "$folder/package.json" ]; then
      case $(<"$folder/package.json") in
        *'"name": "${project}"'*) return 0 ;;
      esac
      return 1
    fi
    [ -n "$folder" ] || return 1
    folder=\${folder%/*}
  done
}

_cruddur_scripts=${words(scripts.map(({ name }) => name))}

_cruddur_options() {
  case $1 in
${options.join("\n")}
  esac
}

# What may stand after an option; fails for one that takes no value.
_cruddur_values() {
  case "$1 $2" in
${values.join("\n")}
    *) return 1 ;;
  esac
}

_cruddur_npm() {
  local line=\${COMP_LINE:0:COMP_POINT} words=() word script='' hyphens='' state=start
  read -ra words <<<"$line"
  case $line in *[[:space:]]) words+=('') ;; esac
  local last=$((\${#words[@]} - 1)) index
  local current=\${words[last]} previous=\${words[last - 1]}
  for ((index = 1; index < last; index++)); do
    word=\${words[index]}
    case $state in
      start) case $word in
        -*) ;;
        run | run-script | rum | urn) state=name ;;
        start | stop | test) script=$word state=script ;;
        t | tst) script=test state=script ;;
        *) state=other ;;
      esac ;;
      name) case $word in -*) ;; *) script=$word state=script ;; esac ;;
      script) [ "$word" = -- ] && hyphens=yes state=options ;;
    esac
  done
  COMPREPLY=()
  if ! _cruddur_in_checkout || [ $state = start ] || [ $state = other ]; then
    [ -z "$_cruddur_previous" ] || "$_cruddur_previous" "$@"
    return
  fi
  local candidates=''
  if [ $state = name ]; then
    candidates=$_cruddur_scripts
  elif [ -z "$hyphens" ]; then
    [ -z "$(_cruddur_options "$script")" ] || candidates=--
  elif candidates=$(_cruddur_values "$script" "$previous"); then
    if [ "$candidates" = '<folder>' ]; then
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -d -- "$current"))
      return
    fi
  else
    candidates=$(_cruddur_options "$script")
  fi
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
  # bash ends a word at a colon, and puts the reply behind the last one.
  case $COMP_WORDBREAKS in *:*)
    case $current in *:*)
      local prefix=\${current%"\${current##*:}"}
      for index in "\${!COMPREPLY[@]}"; do COMPREPLY[index]=\${COMPREPLY[index]#"$prefix"}; done
    esac
  esac
}

# Outside the checkout npm is completed as it was before.
if ! complete -p npm 2>/dev/null | grep -q ' _cruddur_npm '; then
  _cruddur_previous=$(complete -p npm 2>/dev/null | sed -n 's/.* -F \\([^ ]*\\) .*/\\1/p')
fi
complete -o default -F _cruddur_npm npm
`;
}
