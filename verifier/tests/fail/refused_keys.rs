//! The keys of a refused document make no genuine chip: only an authentic document does.
use emrtd::record::ChipRecord;
use verifier::genuineness::{GenuineChip, authenticate, disprove};
use verifier::passive::PassiveRefusal;

fn by_its_keys(refusal: &PassiveRefusal, record: &ChipRecord) -> Option<GenuineChip> {
    authenticate(refusal.keys()?, record).into_genuine()
}

fn by_its_report(refusal: &PassiveRefusal, record: &ChipRecord) -> Option<GenuineChip> {
    disprove(refusal, record).into_genuine()
}

fn main() {}
