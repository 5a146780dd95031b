# Everyday commands; `just` lists them. The two that matter need no `just`: see README.md.

set positional-arguments

[private]
default:
    @just --list

# build and start the lived-in example
demo *ARGS:
    cargo run --release -p hinomi -- demo "$@"

# all tests, or some steps: fmt, clippy, rust, deny, e2e
test *STEPS:
    ./test "$@"

# write all Rust files in the house's format
fmt:
    cargo fmt --all

# the lints, as the test command runs them
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# write the committed pictures anew (access grid, transitions, documents); then read the diff
bless:
    HINOMI_BLESS=1 INSTA_UPDATE=always scripts/with-postgres cargo nextest run --workspace --no-fail-fast
    git diff --stat

# print the OpenAPI document of a running demo into target/openapi.json
openapi:
    #!/usr/bin/env bash
    set -euo pipefail
    scripts/with-demo sh -c 'curl -fsS "$HINOMI_URL/api/v1/openapi.json"' > target/openapi.json
    wc -c target/openapi.json

# throw generated requests at a demo, as administrator and as lead (needs `pip install schemathesis`)
schemathesis *ARGS:
    HINOMI_LIMITS__POSTS_PER_MINUTE=1000000 scripts/with-demo scripts/schemathesis "$@"

# our libraries beside other crates, in one run
peers:
    cargo bench --manifest-path bench/peers/Cargo.toml

# our judgement of CSAF documents beside the npm validator library's
csaf-peers FOLDER:
    scripts/csaf-peers {{FOLDER}}

# what we write, judged by the validators of others (needs npm, pip and the network once)
validators:
    scripts/validators

# benchmarks
bench:
    cargo build --locked --release -p hinomi
    bench/run

# A02.6: wrong receipt codes answer in the same time
receipt-codes:
    cargo build --locked --release -p hinomi
    bench/receipt-codes

# kills the program at random moments and looks whether anything is lost
kill-test KILLS="51":
    cargo build --locked -p hinomi
    scripts/kill-test {{KILLS}}

# sends hostile input to each entrance and watches what it costs and leaves
hostile:
    cargo build --locked -p hinomi
    scripts/hostile

# licences, bans and sources
deny:
    cargo deny --offline check bans licenses sources

# known vulnerabilities of what we build on (needs the network)
advisories:
    cargo deny check advisories

# fuzz one reader for a minute: `just fuzz sbom`
fuzz TARGET SECONDS="60":
    RUSTC_BOOTSTRAP=1 cargo fuzz run {{TARGET}} -- -max_total_time={{SECONDS}} -rss_limit_mb=2048
