//! A specimen passport, what its chip says, and pictures of its holder.

use capture::SystemRandomness;
use capture::transport::SimulatedCard;
use emrtd::file::DataGroup;
use emrtd::record::ChipRecord;
use emrtd::session::{ReadPlan, Selection};
use emrtd_simulator::{IssueOptions, Specimen, issue, passport_portrait};
use std::path::Path;
use verifier::face_networks::FaceNetworks;
use verifier::trust::{ImportOptions, TrustStore, import};

/// Believes the document's CSCA.
pub fn write_trust(data: &Path, specimen: &Specimen) {
    let mut store = TrustStore::default();
    let options = ImportOptions { roots: vec![], specimen: true, at: time::OffsetDateTime::now_utc() };
    for anchor in specimen.trust_anchors() {
        import(&mut store, anchor, &options).unwrap();
    }
    std::fs::create_dir_all(data.join("trust")).unwrap();
    std::fs::write(data.join("trust/trust.store"), store.to_bytes()).unwrap();
}

/// A specimen passport, with a portrait where one is at hand.
pub fn specimen(portrait: Option<&[u8]>) -> Specimen {
    let portrait = portrait.map(|picture| passport_portrait(picture).unwrap());
    let today = time::OffsetDateTime::now_utc().date();
    let date = |years: i32| {
        let date = today - time::Duration::days(i64::from(years) * 366);
        emrtd::mrz::CalendarDate::new(
            u16::try_from(date.year()).unwrap(),
            date.month().into(),
            date.day().min(28),
        )
        .unwrap()
    };
    let options = IssueOptions { portrait, issued: date(1), expires: date(-5), ..IssueOptions::default() };
    issue(&options, &mut SystemRandomness::new()).unwrap()
}

/// The record of its chip.
pub fn record(specimen: Specimen) -> ChipRecord {
    let plan = ReadPlan {
        password: emrtd::password::Password::Mrz(specimen.passwords().mrz().unwrap()),
        data_groups: Selection::Only(vec![DataGroup::DG1, DataGroup::DG2, DataGroup::DG14, DataGroup::DG15]),
        challenge: [7; 8],
        maximum_response: ReadPlan::SHORT_RESPONSE,
        terminal: None,
    };
    capture::read_chip(&mut SimulatedCard::new(specimen), plan, &mut |_| {}).unwrap().record
}

/// The machine readable zone of its DG1.
pub fn mrz(specimen: &Specimen) -> String {
    let file = emrtd::file::ElementaryFile::DataGroup(DataGroup::DG1);
    let group = emrtd::lds::DataGroup1::parse(&specimen.files()[&file]).unwrap();
    group.mrz().lines().join("\n")
}

/// A picture of the demonstration, and networks; `None`, said aloud, when they were not fetched.
pub fn face_material(picture: &str) -> Option<(Vec<u8>, FaceNetworks)> {
    let cache = models::Cache::open(None).unwrap();
    let networks =
        models::Networks::open(&cache).ok().and_then(|networks| FaceNetworks::open(&networks).ok());
    let bytes = std::fs::read(cache.portrait(picture)).ok();
    let found = bytes.zip(networks);
    if found.is_none() {
        let demanded = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!demanded, "the networks or {picture} are not in the cache, and CI lets nothing be skipped");
        eprintln!("skipped: the networks or {picture} are not in the cache (cargo xtask test fetches them)");
    }
    found
}
