#!/usr/bin/env bash
# Builds what is asked for: see ./build.sh --help. Finds or installs the .NET SDK, compiles itself when its sources are newer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_LTTng=0 DOTNET_TieredPGO=0
stamp=out/bin/front-end.stamp # its content: the dotnet program that compiled the front-end

find_sdk() {
    for dotnet in .dotnet/dotnet dotnet; do
        if command -v "$dotnet" >/dev/null && "$dotnet" --version >/dev/null 2>&1; then return; fi
    done
    echo "Installing the .NET SDK of global.json into .dotnet/"
    mkdir -p .dotnet
    curl -fsSL https://dot.net/v1/dotnet-install.sh -o .dotnet/dotnet-install.sh
    bash .dotnet/dotnet-install.sh --jsonfile global.json --install-dir .dotnet
    dotnet=.dotnet/dotnet
}

read -r dotnet 2>/dev/null <"$stamp" || dotnet=
if [[ ! -x $dotnet || -n $(find build src global.json Directory.* -newer "$stamp" -print -quit) ]]; then
    find_sdk
    echo "Compiling Selma"
    mkdir -p out/bin && realpath "$(command -v "$dotnet")" >"$stamp.new" # dated before the compilation: what changes meanwhile is newer
    for project in build src/Selma.Tasks; do # compiled to native code where the compiler for it can be had
        publish=("$dotnet" publish "$project" --configuration Release -nologo "-consoleLoggerParameters:ErrorsOnly;NoSummary" -nodeReuse:false)
        "${publish[@]}" >/dev/null || "${publish[@]}" -property:PublishReadyToRun=false
    done
    mv "$stamp.new" "$stamp" && read -r dotnet <"$stamp"
fi
exec "$dotnet" exec out/bin/publish/Selma.Build/release/Selma.Build.dll "$@"
