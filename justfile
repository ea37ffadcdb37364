# What CI runs.
check:
    .ci/run

# The quick loop of the engines: no polars, a second or two.
test-core:
    cargo test -p wfm-core

# Benchmarks; figures worth keeping go to docs/benchmarks.md with their command.
bench NAME="":
    cargo bench -p wfm-core {{ if NAME == "" { "" } else { "--bench " + NAME } }}

# Writes the sample centres again from their seeded generator.
samples:
    rm -rf data/samples/help-desk data/samples/bank data/samples/tehran
    cargo run --release -- init data/samples/help-desk --sample help-desk
    cargo run --release -- init data/samples/bank --sample bank
    cargo run --release -- init data/samples/tehran --sample tehran

# Licences, banned crates and sources of all dependencies (needs cargo-deny).
deny:
    cargo deny check licenses bans sources
