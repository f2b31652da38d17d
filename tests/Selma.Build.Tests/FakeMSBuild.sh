#!/usr/bin/env bash
# Stands in for MSBuild: finds the run folder in its arguments, and behaves as FAKE says.
for argument in "$@"; do
    case $argument in -property:SelmaRun=*) run=${argument#*=} run=${run//\"/} ;; esac
done
result() { echo "{\"exitCode\": $1, \"ran\": $2}" >"$run/result.json"; }
tick() { for ((i = 0; i < 400; i++)); do
    date +%s%N >>"$TICKS"
    [[ $FAKE == stubborn || ! -e $run/stop ]] || { result 1 0; exit 1; }
    sleep 0.05
done; }
echo $$ >"$TICKS.pid"
case $FAKE in
    succeed) result 0 1 ;;
    nothing) result 0 0 ;;
    misconfigured) result 2 0; exit 1 ;;
    silent) exit 0 ;;
    crash) exit 134 ;;
    work) trap 'result 1 0; exit 1' INT; tick ;;
    stubborn) trap '' INT; tick ;;
esac
