//! Only what the plan names is read, in the order in which a document is judged: EF.SOD before what it lists, then the
//! keys of the chip and its proof, and only then what it says of a person, the smallest file before the largest.

#![allow(clippy::unwrap_used)]

mod support;

use capture::read_chip;
use capture::transport::SimulatedCard;
use emrtd::domain_parameters::Curve;
use emrtd::file::DataGroup;
use emrtd::session::{ReadPlan, Selection};
use emrtd_simulator::{Access, ActiveAuthenticationKey, IssueOptions, PaceParameters};
use support::*;

#[test]
fn only_what_is_needed_in_the_order_of_the_verdict() {
    let optional = DataGroup::new(13).unwrap();
    let raw = [vec![0x6D, 0x82, 0x10, 0x00], vec![7; 4096]].concat();
    for (access, way_in) in [(Access::Bac, "BAC"), (Access::Pace(PaceParameters::default()), "PACE")] {
        let specimen = issued(&IssueOptions {
            access,
            active_authentication: Some(ActiveAuthenticationKey::Ecdsa(Curve::P256)),
            further_data_groups: [(optional, raw.clone())].into(),
            ..IssueOptions::default()
        });
        let needed = vec![DataGroup::DG15, DataGroup::DG14, DataGroup::DG2, DataGroup::DG1];
        let plan = ReadPlan { data_groups: Selection::Only(needed), ..plan(mrz(&specimen)) };
        let reading = read_chip(&mut SimulatedCard::new(specimen.clone()), plan, &mut |_| ()).unwrap();
        let order: Vec<String> = reading.stages.iter().map(|(stage, _)| stage.to_string()).collect();
        let lists_and_keys = ["EF.COM", "EF.SOD", "EF.DG14", "EF.DG15"];
        let proof = ["Chip Authentication", "Active Authentication"];
        let expected =
            [&["EF.CardAccess", way_in], &lists_and_keys[..], &proof[..], &["EF.DG1", "EF.DG2"]].concat();
        assert_eq!(order, expected);
        assert!(specimen.files().len() > reading.record.files.len());
        assert!(reading.record.data_group(optional).is_none());
    }
}
