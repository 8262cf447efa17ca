# Sourced by ./test: counts and times of suites, and the last line.

passed=0 failed=0 skipped=0
all_started=$(date +%s)

begin() { started=$(date +%s); }

# count NAME PASSED FAILED SKIPPED
count() {
    passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
    printf '%-28s %5d passed, %d failed, %d skipped  %4d s\n' "$1" "$2" "$3" "$4" $(($(date +%s) - started))
}

# One attribute of the Counters element of a TRX file.
trx_counter() { sed -n "s/.*<Counters [^>]*\\b$2=\"\\([0-9]*\\)\".*/\\1/p" "$1" | head -n 1; }

# count_trx NAME STATUS: a suite from its result file. Names what failed and what was skipped, with the reasons.
count_trx() {
    trx=$results/$1.trx
    if [ ! -f "$trx" ]; then
        # A filter that leaves nothing of a suite is no failure; a suite that never started is one.
        if [ -n "$filter" ] && [ "$2" = 0 ]; then
            count "$1" 0 0 0
        else
            tail -n 40 "$results/$1.log"
            count "$1" 0 1 0
        fi
        return
    fi
    total=$(trx_counter "$trx" total) good=$(trx_counter "$trx" passed) bad=$(trx_counter "$trx" failed)
    if [ "$good" != "$total" ]; then
        # The console log holds each failed test with message and stack, and each skipped one.
        sed -n '/^ *\(Failed\|Skipped\|  Failed\|  Skipped\) /,/^$/p' "$results/$1.log" | head -n 400
        echo "  all of it: $results/$1.log"
    fi
    # The runner itself failed though no test did: a crash in the middle, a fixture's teardown.
    if [ "$2" != 0 ] && [ "$bad" = 0 ]; then
        tail -n 40 "$results/$1.log"
        bad=1
    fi
    rest=$((total - good - bad))
    count "$1" "$good" "$bad" $((rest > 0 ? rest : 0))
}

# lab_checks FILE: a shipped lab, each of its checks a test.
lab_checks() {
    lab_name=lab-$(basename "$1" .yaml)
    begin "$lab_name"
    junit=$results/$lab_name.xml
    status=0
    "$root/router" lab test "$1" --junit "$junit" > "$results/$lab_name.log" 2>&1 < /dev/null || status=$?
    cases=0 bad=0
    if [ -f "$junit" ]; then
        cases=$(grep -o '<testcase' "$junit" | wc -l)
        bad=$(grep -o -e '<failure' -e '<error' "$junit" | wc -l)
    fi
    # Its exit code has the last word: a lab that checked nothing, or failed outside its checks, failed.
    if [ "$status" != 0 ] || [ "$cases" = 0 ]; then
        cat "$results/$lab_name.log"
        [ "$bad" != 0 ] || { bad=1; cases=$((cases + 1)); }
    fi
    count "$lab_name" $((cases - bad)) "$bad" 0
}

finish() {
    echo "All in $(($(date +%s) - all_started)) s"
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ] || exit 1
    exit 0
}
