//! Only the decision makes evidence, also from proofs at hand.
use verifier::assurance::Evidence;
use verifier::genuineness::GenuineChip;
use verifier::officer::OfficerApproval;
use verifier::passive::AuthenticDocument;
use verifier::proof::{BonaFide, FaceMatch};

fn forge<'a>(
    (document, chip): (&'a AuthenticDocument, Option<&'a GenuineChip>),
    (face, bona_fide): (&'a FaceMatch, &'a BonaFide),
    officer: Option<&'a OfficerApproval>,
) -> Evidence<'a> {
    Evidence { document, chip, face, bona_fide, officer }
}

fn main() {}
