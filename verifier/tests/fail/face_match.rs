//! Only a score that reaches the policy's threshold makes a match.
use verifier::proof::FaceMatch;

fn forge(score: f32) -> FaceMatch {
    FaceMatch { score }
}

fn main() {}
