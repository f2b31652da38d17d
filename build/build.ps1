# The twin of build.sh for Windows: finds or installs the .NET SDK, compiles the front-end when its sources are newer, runs it.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..')
$env:DOTNET_NOLOGO = '1'; $env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$stamp = 'out/bin/front-end.stamp'

function Find-Sdk {
    foreach ($dotnet in '.dotnet/dotnet.exe', 'dotnet') {
        $command = Get-Command $dotnet -ErrorAction SilentlyContinue
        if ($command) {
            & $command.Source --version *> $null
            if ($LASTEXITCODE -eq 0) { return $command.Source }
        }
    }
    Write-Host 'Installing the .NET SDK of global.json into .dotnet'
    New-Item -ItemType Directory -Force .dotnet | Out-Null
    Invoke-WebRequest -UseBasicParsing https://dot.net/v1/dotnet-install.ps1 -OutFile .dotnet/dotnet-install.ps1
    & .dotnet/dotnet-install.ps1 -JsonFile global.json -InstallDir .dotnet
    return (Resolve-Path .dotnet/dotnet.exe).Path
}

$dotnet = if (Test-Path $stamp) { Get-Content $stamp -TotalCount 1 } else { '' }
$made = if (Test-Path $stamp) { (Get-Item $stamp).LastWriteTimeUtc } else { [DateTime]::MinValue }
$newer = Get-ChildItem build, src, global.json, Directory.* -Recurse | Where-Object { $_.LastWriteTimeUtc -gt $made } | Select-Object -First 1
if (-not $dotnet -or -not (Test-Path $dotnet) -or $newer) {
    $dotnet = Find-Sdk
    Write-Host 'Compiling Selma'
    New-Item -ItemType Directory -Force out/bin | Out-Null
    $begun = Get-Date
    foreach ($project in 'build', 'src/Selma.Tasks') {
        $publish = 'publish', $project, '--configuration', 'Release', '-nologo', '-consoleLoggerParameters:ErrorsOnly;NoSummary', '-nodeReuse:false'
        & $dotnet @publish | Out-Null # compiled to native code where the compiler for it can be had
        if ($LASTEXITCODE -ne 0) { & $dotnet @publish '-property:PublishReadyToRun=false' }
        if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    }
    Set-Content $stamp $dotnet
    (Get-Item $stamp).LastWriteTime = $begun
}
& $dotnet exec out/bin/publish/Selma.Build/release/Selma.Build.dll @args
exit $LASTEXITCODE
