//! Erlang.
fn main() {
    divan::main();
}
