//! Every data group that a chip can hold is read over the session byte for byte, and parsed.

#![allow(clippy::unwrap_used)]

mod support;

use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::FileContent;
use emrtd_simulator::IssueOptions;
use emrtd_simulator::data_groups::{
    Person, displayed_portrait, displayed_signature, document_details, face_in_39794_5, fingers_in_39794_4,
    optional_details, personal_details, persons_to_notify,
};
use std::collections::BTreeMap;
use support::*;

const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0];
const WSQ: &[u8] = &[0xFF, 0xA0, 0xFF, 0xA4];

fn everything() -> BTreeMap<DataGroup, Vec<u8>> {
    let person = Person { recorded: "2026<<<<", name: "ÅSE<<BJØRG", telephone: "1", address: "A<B" };
    let features = |tag: u8| vec![tag, 0x05, 0x02, 0x01, 0x01, 0x80, 0x00];
    [
        (2, face_in_39794_5(JPEG, 413, 531, 2026).unwrap()),
        (3, fingers_in_39794_4(&[(2, WSQ), (7, WSQ)]).unwrap()),
        (5, displayed_portrait(&[JPEG]).unwrap()),
        (7, displayed_signature(&[JPEG]).unwrap()),
        (8, features(0x68)),
        (9, features(0x69)),
        (10, features(0x6A)),
        (11, personal_details(&[(0x5F0E, "ÅSE<<BJØRG"), (0x5F2B, "19740000")])),
        (12, document_details(&[(0x5F26, "20260105"), (0x5F55, "20260105120000")])),
        (13, optional_details(b"anything")),
        (16, persons_to_notify(&[person]).unwrap()),
    ]
    .map(|(number, content)| (DataGroup::new(number).unwrap(), content))
    .into()
}

#[test]
fn every_data_group_but_the_fingers_is_read_and_parsed() {
    let further = everything();
    let specimen = issued(&IssueOptions { further_data_groups: further.clone(), ..IssueOptions::default() });
    let record = read(&specimen, mrz(&specimen)).unwrap().record;
    for (group, content) in further {
        if group == DataGroup::DG3 {
            assert_eq!(record.data_group(group), None);
        } else {
            assert_eq!(record.data_group(group), Some(content.as_slice()), "{group}");
        }
        let parsed = FileContent::parse(ElementaryFile::DataGroup(group), &content);
        assert!(parsed.is_ok(), "{group}: {parsed:?}");
    }
    for (file, bytes) in &record.files {
        assert!(FileContent::parse(*file, bytes).is_ok(), "{file}");
    }
}
