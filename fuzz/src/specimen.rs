//! The specimen that targets play with: issued once, from numbers that are always the same.

use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::protocol::{NoRandomness, Randomness};
use emrtd::record::ChipRecord;
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, IssueOptions, Passwords, SignerAlgorithm, SimulatedChip, Specimen,
    data_groups, issue,
};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Numbers that look random and are always the same (SplitMix64): never for keys that keep anything secret.
pub struct Repeatable(pub u64);

impl Repeatable {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % limit).unwrap_or_default()
    }
}

impl Randomness for Repeatable {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        for chunk in bytes.chunks_mut(8) {
            chunk.iter_mut().zip(self.next().to_be_bytes()).for_each(|(byte, number)| *byte = number);
        }
        Ok(())
    }
}

/// What it is issued by.
pub fn options() -> IssueOptions {
    IssueOptions {
        access: Access::PaceAndBac(emrtd_simulator::PaceParameters::default()),
        active_authentication: Some(ActiveAuthenticationKey::Ecdsa(emrtd::domain_parameters::Curve::P256)),
        signer: SignerAlgorithm::default(),
        further_data_groups: further_data_groups(),
        ..IssueOptions::default()
    }
}

/// Small data groups, so that a session is short.
fn further_data_groups() -> BTreeMap<DataGroup, Vec<u8>> {
    let groups = [
        (11, data_groups::personal_details(&[(0x5F0E, "ERIKSSON<<ANNA<MARIA"), (0x5F2B, "19740812")])),
        (12, data_groups::document_details(&[(0x5F19, "UTOPIA"), (0x5F26, "20260105")])),
        (13, data_groups::optional_details(b"optional")),
    ];
    groups.into_iter().filter_map(|(number, bytes)| Some((DataGroup::new(number)?, bytes))).collect()
}

/// The specimen; `None` when it cannot be issued, which the corpora's test would show.
pub fn specimen() -> Option<&'static Specimen> {
    static SPECIMEN: OnceLock<Option<Specimen>> = OnceLock::new();
    SPECIMEN.get_or_init(|| issue(&options(), &mut Repeatable(1)).ok()).as_ref()
}

/// One of its files.
pub fn file(file: ElementaryFile) -> Option<&'static [u8]> {
    specimen()?.files().get(&file).map(Vec::as_slice)
}

/// The record of a session without proofs that read these files.
pub fn record(files: BTreeMap<ElementaryFile, Vec<u8>>) -> Option<ChipRecord> {
    let record = serde_json::from_str(r#"{"access":{"offered":["bac"],"used":"bac"},"files":{}}"#).ok()?;
    Some(ChipRecord { files, ..record })
}

/// Its chip, freshly powered.
pub fn chip() -> Option<SimulatedChip> {
    Some(SimulatedChip::new(specimen()?.clone(), Box::new(Repeatable(2))))
}

/// A chip without files.
pub fn empty_chip() -> SimulatedChip {
    let [document_number, date_of_birth, date_of_expiry, card_access_number] =
        ["L898902C3", "740812", "360104", "123456"].map(str::to_owned);
    let passwords = Passwords { document_number, date_of_birth, date_of_expiry, card_access_number };
    SimulatedChip::new(Specimen::from_files(BTreeMap::new(), passwords), Box::new(Repeatable(2)))
}
