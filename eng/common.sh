# Shared by the scripts of this checkout; sourced with $root set. POSIX sh.

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# Builds must not leave a server behind, ask questions or greet.
export MSBUILDDISABLENODEREUSE=1
export DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_NOLOGO=1
export DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export DOTNET_CLI_USE_MSBUILD_SERVER=0
# A fresh machine may lack libicu; nothing here depends on a culture.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

quiet_build="-nodeReuse:false -p:UseSharedCompilation=false -v:quiet --nologo"

rid() {
    case "$(uname -m)" in
        x86_64) echo linux-x64 ;;
        aarch64) echo linux-arm64 ;;
        armv7l) echo linux-arm ;;
        *) die "no .NET runtime identifier is known here for $(uname -m)" ;;
    esac
}

# Files that decide what a build yields: one per line. Build folders are left out, as every build touches them.
sources() {
    (cd "$root" && find firmware hal emulator boards eng Directory.*.props global.json \
        \( -name bin -o -name obj \) -prune -o -type f "$@" -print)
}

# fresh STAMP: nothing changed, appeared or vanished since STAMP was written.
fresh() {
    [ -f "$1" ] || return 1
    [ -z "$(sources -newer "$1" | head -n 1)" ] || return 1
    [ "$(sources | LC_ALL=C sort | cksum)" = "$(cat "$1")" ]
}

# Written before the build starts, moved in place when it ends well: an edit made meanwhile counts as newer.
stamp_begin() { sources | LC_ALL=C sort | cksum > "$1.next"; }
stamp_end() { mv -f "$1.next" "$1"; }

# Sets $dotnet to a command that satisfies global.json, fetching one when there is none.
find_dotnet() {
    for dotnet in "$root/.dotnet/dotnet" dotnet; do
        if command -v "$dotnet" > /dev/null 2>&1 && (cd "$root" && "$dotnet" --version > /dev/null 2>&1); then
            return 0
        fi
    done
    . "$root/eng/fetch-sdk.sh"
}

# A C toolchain that really links: Debian's clang without libc6-dev is a compiler that cannot.
can_link() {
    for cc in clang gcc; do
        if command -v "$cc" > /dev/null 2>&1; then
            probe=$(mktemp) || return 1
            if echo 'int main(void) { return 0; }' | "$cc" -x c - -o "$probe" 2> /dev/null; then
                rm -f "$probe"
                return 0
            fi
            rm -f "$probe"
        fi
    done
    return 1
}
