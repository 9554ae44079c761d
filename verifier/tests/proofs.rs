//! Proof is a type: what only a check may make does not compile anywhere else, and for that reason alone.

#[test]
fn a_proof_cannot_be_made_up() {
    trybuild::TestCases::new().compile_fail("tests/fail/*.rs");
}
