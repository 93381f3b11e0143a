#!/bin/sh
#
# Finds a Java 25 or later. Shared by the launcher, by ./weft and by the build.
#
#   find-java.sh          prints the home of one that can run Weft
#   find-java.sh --jdk    prints the home of one that can build it too
#
# Ends with 1 and says what to install when there is none.

set -eu

wanted=25

# Prints the major version of the Java in a folder, or nothing.
major_of() {
  version=
  if [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release")
  fi
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p')
  fi
  printf '%s' "$version"
}

fits() {
  [ -n "$1" ] && [ -x "$1/bin/$program" ] || return 1
  major=$(major_of "$1")
  case $major in
    '' | *[!0-9]*) return 1 ;;
  esac
  [ "$major" -ge "$wanted" ]
}

program=java
[ "${1:-}" = --jdk ] && program=javac

on_path=
if command -v "$program" >/dev/null 2>&1; then
  on_path=$(command -v "$program")
  on_path=$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")
  on_path=${on_path%/bin/*}
fi

for home in \
  "${JAVA25_HOME:-}" "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}" "${JAVA_HOME:-}" "$on_path" \
  /usr/lib/jvm/* /opt/* /opt/java/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
  "${HOME:-/nonexistent}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
  if fits "$home"; then
    printf '%s\n' "$home"
    exit 0
  fi
done

cat >&2 <<END
Weft needs Java $wanted or later (a JDK, of any vendor), and there is none on this machine.
Looked at JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman and ~/.jdks.
Install one, for example with   apt install openjdk-$wanted-jdk-headless   or   sdk install java
or unpack one anywhere and set JAVA_HOME to its folder.
END
exit 1
