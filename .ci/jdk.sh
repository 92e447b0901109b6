# shellcheck shell=sh
# Finds the Java that Sluice is built with and runs on. Sourced by ./sluice and ./check; an installed Sluice has this file
# beside its jars.

java_major() {
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      case $line in
        JAVA_VERSION=*)
          line=${line#*\"}
          echo "${line%%[!0-9]*}"
          ;;
      esac
    done <"$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'
  fi
}

# Whether a folder holds what is needed: "jdk" is JDK 25 with its compiler, "java" is any Java of 25 or later.
java_suits() {
  [ -x "$2/bin/java" ] || return 1
  major=$(java_major "$2")
  case $1 in
    jdk) [ -x "$2/bin/javac" ] && [ "${major:-0}" -eq 25 ] ;;
    java) [ "${major:-0}" -ge 25 ] ;;
  esac
}

# The home of the java that PATH finds, through all links; nothing when there is none.
java_of_path() {
  found=$(command -v java) || return 0
  found=$(readlink -f -- "$found") || return 0
  dirname -- "$(dirname -- "$found")"
}

# Sets and exports JAVA_HOME, or says what to install and ends.
find_java() {
  for folder in "${JAVA_HOME:-}" "$(java_of_path)" \
    /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*25* /opt/java/* /opt/* /usr/local/*25* /usr/local/lib/jvm/* /usr/local/java/* \
    "${HOME:-}"/.sdkman/candidates/java/25* "${HOME:-}"/.jdks/*25*; do
    if [ -n "$folder" ] && java_suits "$1" "$folder"; then
      JAVA_HOME=$folder
      export JAVA_HOME
      return 0
    fi
  done
  {
    echo "JDK 25 is needed, and was not found: not as JAVA_HOME (${JAVA_HOME:-not set}), not in PATH, not in /usr/lib/jvm, /opt"
    echo "or /usr/local. Install temurin-25-jdk or openjdk-25-jdk, or set JAVA_HOME to one."
  } >&2
  exit 1
}

# Maven prints no warnings about its own libraries on a new Java.
find_maven() {
  if ! command -v mvn >/dev/null; then
    echo "Maven 3.8 or later is needed, and mvn is not in PATH. Install it: apt-get install maven" >&2
    exit 1
  fi
  MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
  export MAVEN_OPTS
}
