//! What a sample must be: repeatable, well formed, believable and plannable.

use super::*;

#[test]
fn placeholder_compiles() {
    for sample in Sample::ALL {
        assert_eq!(files(sample, SEED), files(sample, SEED));
    }
}
