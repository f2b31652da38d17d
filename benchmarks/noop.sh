#!/usr/bin/env bash
# A build that finds everything up to date, beside an empty MSBuild project: whole processes, interleaved, medians.
# Usage: benchmarks/noop.sh [runs]     The target is 1.2 x empty + 0.1 s; the exit code tells whether it is met.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
runs=${1:-15}
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
echo '<Project><Target Name="Build" /></Project>' >"$work/empty.proj"
export SELMA_OUT=$work/out
settings=(--set prompts.count=6 --set images.num_inference_steps=2 --set experts.rank=2 --set experts.max_train_steps=2)
settings+=(--set experts.checkpointing_steps=2 --set experts.train_batch_size=4 --set experts.choose=last "${@:2}")

empty() { dotnet msbuild "$work/empty.proj" -nologo -v:q -nodeReuse:false >/dev/null; }
noop() { ./build.sh Merge "${settings[@]}" >/dev/null; }
milliseconds() { local start=$EPOCHREALTIME; "$1"; local end=$EPOCHREALTIME; echo $(((${end/./} - ${start/./}) / 1000)); }
median() { sort -n | sed -n "$(((runs + 1) / 2))p"; }

./build.sh Merge "${settings[@]}" | tail -5
sleep 3 && noop && empty # both warm; the plan of a build that has just ended is not yet recalled
for ((i = 0; i < runs; i++)); do
    milliseconds empty >>"$work/empty.ms"
    milliseconds noop >>"$work/noop.ms"
done
empty=$(median <"$work/empty.ms") noop=$(median <"$work/noop.ms") limit=$(((empty * 12 + 1000) / 10))
echo "empty MSBuild project: $empty ms [$(sort -n "$work/empty.ms" | sed -n '1p;$p' | paste -sd-)]"
echo "up-to-date build:      $noop ms [$(sort -n "$work/noop.ms" | sed -n '1p;$p' | paste -sd-)], limit $limit ms"
echo "ratio:                 $(((noop * 100 + empty / 2) / empty)) %"
((noop <= limit))
