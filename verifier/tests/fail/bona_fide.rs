//! Only a score below the policy's threshold makes bona fide.
use verifier::proof::BonaFide;

fn forge(score: f32, networks: String) -> BonaFide {
    BonaFide { score, networks }
}

fn main() {}
