# Sourced by find_dotnet when no SDK satisfies global.json: fetches one into .dotnet/ of this checkout, nowhere else.

wanted=$(sed -n 's/.*"version": *"\([0-9.]*\)".*/\1/p' "$root/global.json" | head -n 1)
channel=$(echo "$wanted" | cut -d. -f1,2)
installer=https://dot.net/v1/dotnet-install.sh
remedy="install the .NET SDK $wanted or a newer $channel by hand (https://dotnet.microsoft.com/download), or put it into $root/.dotnet"

say "No .NET SDK for global.json ($wanted) is installed; fetching $channel into $root/.dotnet with Microsoft's $installer"
script=$(mktemp) || die "no temporary file"
if command -v curl > /dev/null 2>&1; then
    curl -fsSL --retry 2 --connect-timeout 20 -o "$script" "$installer" || { rm -f "$script"; die "download failed: $remedy"; }
elif command -v wget > /dev/null 2>&1; then
    wget -q --tries=2 --timeout=20 -O "$script" "$installer" || { rm -f "$script"; die "download failed: $remedy"; }
else
    rm -f "$script"
    die "neither curl nor wget is here: $remedy"
fi
# The script is written for bash.
command -v bash > /dev/null 2>&1 || { rm -f "$script"; die "bash is missing: $remedy"; }
bash "$script" --channel "$channel" --install-dir "$root/.dotnet" --no-path >&2 \
    || { rm -f "$script"; die "the install script failed: $remedy"; }
rm -f "$script"

dotnet=$root/.dotnet/dotnet
export DOTNET_ROOT="$root/.dotnet"
(cd "$root" && "$dotnet" --version > /dev/null) || die "the fetched SDK does not satisfy global.json: $remedy"
