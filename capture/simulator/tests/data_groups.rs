//! What the simulator writes into the further data groups is what a reader finds in them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "an integration test is a test")]

use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::{BiometricImageFormat, Eye, FileContent, ImageFormat, PartialDate};
use emrtd::protocol::{NoRandomness, Randomness};
use emrtd_simulator::data_groups::{
    Person, displayed_portrait, displayed_signature, document_details, face_in_39794_5, fingers_in_19794_4,
    fingers_in_39794_4, irises_in_39794_6, optional_details, personal_details, persons_to_notify,
};
use emrtd_simulator::{IssueOptions, issue};
use proptest::prelude::*;

const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 1];
const WSQ: &[u8] = &[0xFF, 0xA0, 0xFF, 0xA4, 1];
const CODESTREAM: &[u8] = &[0xFF, 0x4F, 0xFF, 0x51, 1];

/// The system's generator.
struct System;

impl Randomness for System {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        openssl::rand::rand_bytes(bytes).map_err(|_| NoRandomness)
    }
}

fn read(number: u8, bytes: &[u8]) -> FileContent {
    let file = ElementaryFile::DataGroup(DataGroup::new(number).unwrap());
    assert!(FileContent::parse(file, &bytes[..bytes.len() - 1]).is_err());
    FileContent::parse(file, bytes).unwrap()
}

#[test]
fn a_face_in_39794_5() {
    let FileContent::DataGroup2(group) = read(2, &face_in_39794_5(JPEG, 413, 531, 2026).unwrap()) else {
        panic!()
    };
    let [face] = group.faces() else { panic!("{group:?}") };
    assert_eq!(
        (face.format(), face.width(), face.height(), face.image()),
        (ImageFormat::Jpeg, 413, 531, JPEG)
    );
    assert_eq!(face.captured(), PartialDate::new(Some(2026), None, None));
    assert_eq!(face.qualities().first().and_then(|quality| quality.score), Some(70));
}

#[test]
fn fingers_in_both_encodings() {
    let fingers = [(2, WSQ), (7, WSQ)];
    let both = [fingers_in_19794_4(&fingers, 500, 600).unwrap(), fingers_in_39794_4(&fingers).unwrap()];
    for (bytes, dimensions) in both.iter().zip([Some((500, 600)), None]) {
        let FileContent::DataGroup3(group) = read(3, bytes) else { panic!() };
        let codes: Vec<u8> = group.fingers().iter().map(|finger| finger.position.code()).collect();
        assert_eq!(codes, [2, 7]);
        for finger in group.fingers() {
            assert_eq!((finger.format, finger.image.as_slice()), (BiometricImageFormat::Wsq, WSQ));
            assert_eq!(finger.dimensions, dimensions);
        }
    }
    let FileContent::DataGroup3(none) = read(3, &fingers_in_19794_4(&[], 0, 0).unwrap()) else { panic!() };
    assert!(none.fingers().is_empty());
}

#[test]
fn irises_in_39794_6_and_displayed_images() {
    let irises = irises_in_39794_6(&[(1, CODESTREAM), (2, CODESTREAM)], 2025).unwrap();
    let FileContent::DataGroup4(group) = read(4, &irises) else { panic!() };
    let eyes: Vec<Eye> = group.irises().iter().map(|iris| iris.eye).collect();
    assert_eq!(eyes, [Eye::Right, Eye::Left]);
    let codestream = BiometricImageFormat::Picture(ImageFormat::Jpeg2000Codestream);
    assert!(group.irises().iter().all(|iris| iris.format == codestream && iris.image == CODESTREAM));
    let FileContent::DataGroup5(portrait) = read(5, &displayed_portrait(&[JPEG]).unwrap()) else { panic!() };
    assert_eq!(portrait.portraits()[0].image(), JPEG);
    let FileContent::DataGroup7(signature) = read(7, &displayed_signature(&[JPEG, WSQ]).unwrap()) else {
        panic!()
    };
    assert_eq!(signature.signatures().len(), 2);
}

#[test]
fn details_and_persons() {
    let personal = personal_details(&[(0x5F0E, "ÅSE<<BJØRG"), (0x5F2B, "1974<<<<")]);
    let FileContent::DataGroup11(group) = read(11, &personal) else { panic!() };
    assert_eq!(group.date_of_birth, PartialDate::new(Some(1974), None, None));
    let document = document_details(&[(0x5F19, "POLITIET"), (0x5F26, "20260105")]);
    let FileContent::DataGroup12(group) = read(12, &document) else { panic!() };
    assert_eq!(group.date_of_issue, PartialDate::new(Some(2026), Some(1), Some(5)));
    let FileContent::DataGroup13(group) = read(13, &optional_details(b"anything")) else { panic!() };
    assert_eq!(group.details(), b"anything");
    let person = Person { recorded: "20260105", name: "SMITH<<JO", telephone: "1", address: "A<B" };
    let FileContent::DataGroup16(group) = read(16, &persons_to_notify(&[person]).unwrap()) else { panic!() };
    assert_eq!(group.persons()[0].address, ["A", "B"]);
}

#[test]
fn a_specimen_holds_and_signs_them_all() {
    let number = |number| DataGroup::new(number).unwrap();
    let further = [
        (number(2), face_in_39794_5(JPEG, 1, 1, 2026).unwrap()),
        (number(3), fingers_in_39794_4(&[(1, WSQ)]).unwrap()),
        (number(13), optional_details(&[])),
    ];
    let options = IssueOptions { further_data_groups: further.clone().into(), ..IssueOptions::default() };
    let specimen = issue(&options, &mut System).unwrap();
    let Ok(FileContent::Sod(sod)) =
        FileContent::parse(ElementaryFile::Sod, &specimen.files()[&ElementaryFile::Sod])
    else {
        panic!()
    };
    for (group, content) in further {
        assert_eq!(specimen.files()[&ElementaryFile::DataGroup(group)], content);
        let digest = sod.lds.digest_algorithm.digest(&content);
        assert_eq!(sod.lds.hashes[&group], digest);
    }
}

proptest! {
    #[test]
    fn any_image_of_a_known_format_comes_back(
        tail in proptest::collection::vec(any::<u8>(), 0..70_000), width in any::<u16>(), height in any::<u16>(),
    ) {
        let image = [JPEG, &tail].concat();
        let bytes = face_in_39794_5(&image, width, height, 2026).unwrap();
        let FileContent::DataGroup2(group) = read(2, &bytes) else { panic!() };
        prop_assert_eq!(group.faces()[0].image(), image.as_slice());
        prop_assert_eq!((group.faces()[0].width(), group.faces()[0].height()), (width, height));
    }
}
